export { CONFIG, LOGGER, PlatformModule, QUEUE_CONNECTION } from './platform.module.js';
