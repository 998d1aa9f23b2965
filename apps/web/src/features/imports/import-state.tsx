import type { ImportSummary } from '#contracts/imports';
import { ToneBadge } from '#web/ui';
import { imports as texts } from '../../texts/en/imports';

/** How an import stands. */
export function ImportState({
  view,
}: {
  view: Pick<ImportSummary, 'status' | 'refusedCount' | 'refusedLeft'>;
}) {
  if (view.status === 'running') return <ToneBadge tone="info">{texts.running}</ToneBadge>;
  if (view.status === 'failed') return <ToneBadge tone="late">{texts.failed}</ToneBadge>;
  if (view.refusedLeft > 0) return <ToneBadge tone="late">{texts.doneWithRefused}</ToneBadge>;
  return <ToneBadge tone="done">{view.refusedCount > 0 ? texts.doneSince : texts.done}</ToneBadge>;
}
