import { formatNumber, Link } from '#web/ui';
import type { DifferenceSearch } from './difference-search';

/** A number that leads to its pumps, in the list on the same page. Zero leads nowhere. */
export function NumberLink({
  campaignId,
  value,
  label,
  search,
  filter,
}: {
  campaignId: string;
  value: number;
  /** what is counted, for whoever hears the link alone */
  label: string;
  search: DifferenceSearch;
  filter: Pick<DifferenceSearch, 'change' | 'effect' | 'step' | 'site'>;
}) {
  if (value === 0) return '0';
  const { letter, planKey, planVersion } = search;
  return (
    <Link
      to="/campaigns/$campaignId/difference"
      params={{ campaignId }}
      search={{ letter, planKey, planVersion, ...filter }}
      hash="pumps"
      hashScrollIntoView
      resetScroll={false}
      inherit
      className="tabular"
      aria-label={`${formatNumber(value)} ${label}`}
    >
      {formatNumber(value)}
    </Link>
  );
}
