import { queryOptions } from '@tanstack/react-query';
import type { Page } from '#contracts/common';
import type {
  CoverageView,
  LocationView,
  PatchSite,
  SetCoverage,
  SiteView,
  TeamView,
} from '#contracts/fleet';
import { request } from '#web/api';

export const sitesKey = ['sites'] as const;
export const teamsKey = ['teams'] as const;

/** Every page of a list of places; a hospital group has hundreds of them, not thousands. */
async function all<Row>(
  path: string,
  query: Record<string, string | number>,
  signal: AbortSignal,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = null; ;) {
    const page: Page<Row> = await request('GET', path, { query: { limit: 500, ...query, cursor }, signal });
    rows.push(...page.items);
    if (page.nextCursor === null) return rows;
    cursor = page.nextCursor;
  }
}

/** The sites that the person may see, by name. */
export const allSitesQuery = queryOptions({
  queryKey: [...sitesKey, 'all'],
  queryFn: ({ signal }) => all<SiteView>('sites', {}, signal),
  staleTime: 60_000,
  select: (sites: SiteView[]) => sites.toSorted((a, b) => a.name.localeCompare(b.name)),
});
export const siteQuery = (id: string) =>
  queryOptions({
    queryKey: [...sitesKey, 'one', id],
    queryFn: ({ signal }) => request<SiteView>('GET', `sites/${id}`, { signal }),
  });
export const locationsQuery = (site: string) =>
  queryOptions({
    queryKey: [...sitesKey, 'locations', site],
    queryFn: ({ signal }) => all<LocationView>('locations', { site }, signal),
    staleTime: 60_000,
  });
export const coverageQuery = (site: string) =>
  queryOptions({
    queryKey: [...sitesKey, 'coverage', site],
    queryFn: ({ signal }) => all<CoverageView>('coverage', { site }, signal),
  });
export const allTeamsQuery = queryOptions({
  queryKey: [...teamsKey, 'all'],
  queryFn: ({ signal }) => all<TeamView>('teams', {}, signal),
  staleTime: 60_000,
});

export const createSite = (body: Omit<PatchSite, 'version'>) => request<SiteView>('POST', 'sites', { body });
export const patchSite = (id: string, body: PatchSite) => request<SiteView>('PATCH', `sites/${id}`, { body });
export const deleteSite = (id: string) => request('DELETE', `sites/${id}`);
export const createLocation = (siteId: string, name: string) =>
  request<LocationView>('POST', 'locations', { body: { siteId, name } });
export const renameLocation = (id: string, name: string) =>
  request<LocationView>('PATCH', `locations/${id}`, { body: { name } });
export const setCoverage = (body: SetCoverage) => request<CoverageView>('PUT', 'coverage', { body });
export const removeCoverage = (id: string) => request('DELETE', `coverage/${id}`);
export const saveTeam = (id: string | null, body: { name: string; memberIds: string[] }) =>
  id === null
    ? request<TeamView>('POST', 'teams', { body })
    : request<TeamView>('PATCH', `teams/${id}`, { body });
