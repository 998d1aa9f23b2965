export { FileStore, FolderFileStore } from './file-store.js';
