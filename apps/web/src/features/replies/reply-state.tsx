import type { ReplyState } from '#contracts/replies';
import { ToneBadge } from '#web/ui';
import { states } from '../../texts/en/replies';
import { toneOf } from './reply-words';

export function ReplyStateBadge({ state }: { state: ReplyState }) {
  return <ToneBadge tone={toneOf(state)}>{states[state]}</ToneBadge>;
}
