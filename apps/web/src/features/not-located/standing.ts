import type { NotLocatedItem } from '#contracts/searches';

export interface Standing {
  /** the pump's own site is one of the reader's; else it has come to all sites, and only the search is theirs to see */
  own: boolean;
  siteId: string | null;
  locationId: string | null;
}

/**
 * Where whoever ticks a pump off stands: at the site of their filter, else at the pump's own place, else at the only site
 * that they have. siteId null: they have to say it.
 */
export function standingOf(
  { site, location }: Pick<NotLocatedItem, 'site' | 'location'>,
  mine: ReadonlyArray<{ id: string }>,
  chosen: string | undefined,
): Standing {
  const own = mine.some(({ id }) => id === site.id);
  const siteId = chosen ?? (own ? site.id : mine.length === 1 ? (mine[0]?.id ?? null) : null);
  return { own, siteId, locationId: siteId === site.id ? (location?.id ?? null) : null };
}
