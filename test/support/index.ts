// What specs may use: import from '../support/index.js'.
export {
  type CampaignRowOptions,
  closeTaskRows,
  createCampaignRow,
  createTaskRow,
  reopenTaskRows,
  type TaskRowOptions,
} from './campaign-rows.js';
export { type Answer, type Client, client, type Credentials, PASSWORD } from './client.js';
export { createTestDatabase, sqlClient, type TestDatabase, type TestSql } from './database.js';
export * from './factories.js';
export { type App, type AppOptions, freePort, startApp } from './programs.js';
export { pdfText } from './pdf-text.js';
export { queueBackends, redisUrl } from './redis.js';
export { waitFor } from './wait.js';
export * from './campaign.js';
export {
  closedMeansDone,
  type Completion,
  countsReconcile,
  nothingIsLost,
  wholeAtTheEnd,
} from './invariants.js';
export { sendReplies } from './close-out.js';
