import type { NotLocatedItem } from '#contracts/searches';

export interface RoundPlace {
  key: string;
  location: { id: string; name: string } | null;
  items: NotLocatedItem[];
}
export interface RoundSite {
  site: { id: string; name: string };
  places: RoundPlace[];
}

/** The pumps of a round in the order in which they came, a heading for each site and each location of it. */
export function groupRound(items: readonly NotLocatedItem[]): RoundSite[] {
  const sites = new Map<string, RoundSite>();
  for (const item of items) {
    const site = sites.get(item.site.id) ?? { site: item.site, places: [] };
    sites.set(item.site.id, site);
    const key = item.location?.id ?? 'none';
    let place = site.places.find((one) => one.key === key);
    if (place === undefined) {
      place = { key, location: item.location, items: [] };
      site.places.push(place);
    }
    place.items.push(item);
  }
  return [...sites.values()];
}
