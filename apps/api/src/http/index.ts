export { ALLOWED_ACTION, Allow, type AuthenticatedRequest, CurrentCaller, Public, PUBLIC_ROUTE } from './allow.js';
