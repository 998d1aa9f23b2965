export { type FolderLock, FolderTakenError, takeFolderLock } from './folder-lock.js';
export { heartbeatFile, isBeating, startHeartbeat } from './heartbeat.js';
export { type Parent, withParent } from './parent.js';
export { commandOf, freePort, isAlive, markOf, parentOf, waitUntil } from './processes.js';
