export {
  ALLOWED_ACTION,
  Allow,
  type AuthenticatedRequest,
  CurrentCaller,
  Public,
  PUBLIC_ROUTE,
} from './allow.js';
export { createApp } from './create-app.js';
export { HttpModule } from './http.module.js';
export { problemOf } from './problem.js';
export { clearSessionCookie, sessionCookieOf, setSessionCookie } from './session-cookie.js';
