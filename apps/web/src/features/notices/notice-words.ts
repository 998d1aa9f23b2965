import type { ProductCriteria } from '#contracts/notices';
import { notices as texts } from '../../texts/en/notices';
import { formatDay, formatNumber } from '#web/ui';

/** "Jul 1, 2014 to Dec 31, 2019", open at either end; null: no limit. */
export function spanInWords(span: ProductCriteria['manufactured']): string | null {
  const from = span?.from ? formatDay(span.from) : null;
  const to = span?.to ? formatDay(span.to) : null;
  if (from !== null && to !== null) return texts.between(from, to);
  if (from !== null) return texts.from(from);
  return to === null ? null : texts.to(to);
}

const MOST_RANGES = 6;
/** "all", or "200,000 listed; 706497 – 724065". */
export function serialsInWords(serials: ProductCriteria['serialNumbers']): string {
  const { list = [], ranges = [] } = serials ?? {};
  if (list.length + ranges.length === 0) return texts.allSerials;
  return [
    ...(list.length > 0 ? [texts.listed(formatNumber(list.length))] : []),
    ...ranges.slice(0, MOST_RANGES).map(([from, to]) => `${from} – ${to}`),
    ...(ranges.length > MOST_RANGES ? [`+ ${formatNumber(ranges.length - MOST_RANGES)}`] : []),
  ].join('; ');
}

/** "only 8.01.01, 6.x; not 1.05"; null: every version. */
export function versionsInWords(versions: ProductCriteria['softwareVersions']): string | null {
  const { include = [], exclude = [] } = versions ?? {};
  const said = [
    ...(include.length > 0 ? [texts.versions(include.join(', '))] : []),
    ...(exclude.length > 0 ? [texts.notVersions(exclude.join(', '))] : []),
  ];
  return said.length === 0 ? null : said.join('; ');
}
