// What specs may use: import from '../support/index.js'.
export { type Answer, type Client, client, type Credentials } from './client.js';
export { createTestDatabase, sqlClient, type TestDatabase } from './database.js';
export * from './factories.js';
export { type App, type AppOptions, freePort, startApp } from './programs.js';
export { redisUrl } from './redis.js';
export { waitFor } from './wait.js';
