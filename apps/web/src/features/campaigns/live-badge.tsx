import { ToneBadge } from '#web/ui';
import { campaign as texts } from '../../texts/en/campaigns';
import type { Liveness } from './live';

/** Says whether what is shown moves by itself. */
export function LiveBadge({ liveness }: { liveness: Liveness }) {
  const shown = {
    live: { tone: 'done', text: texts.live },
    connecting: { tone: 'neutral', text: texts.connecting },
    off: { tone: 'soon', text: texts.notLive },
  } as const;
  return (
    <span role="status" style={{ display: 'inline-flex' }}>
      <ToneBadge tone={shown[liveness].tone}>{shown[liveness].text}</ToneBadge>
    </span>
  );
}
