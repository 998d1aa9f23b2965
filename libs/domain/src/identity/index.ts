export { access, type Action, assertMay, assertSite, may, seesSite, siteFilter } from './access.policy.js';
export { AccessLog } from './access-log.js';
export { Authenticator, type SignedIn } from './authenticator.js';
export { IdentityModule } from './identity.module.js';
