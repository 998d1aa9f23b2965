export { meQuery, useMay, useMe, useSession } from './session';
