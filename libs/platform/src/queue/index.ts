export { prepareQueueBackend, type QueueSettings } from './connection.js';
export { JobQueue, type NewJob } from './job-queue.js';
export { type JobHandler, JobWorkers, PermanentJobError } from './job-workers.js';
export { type QueueName, type Topic, topics } from './topics.js';
