export { allSitesQuery, allTeamsQuery, locationsQuery, setCoverage, sitesKey } from './places.queries';
export { SiteSelect } from './site-select';
