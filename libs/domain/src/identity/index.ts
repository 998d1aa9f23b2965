export { access, type Action, assertMay, assertSite, may, seesSite, siteFilter } from './access.policy.js';
