export { createLogger, type Logger, NestLogger } from './logging.js';
