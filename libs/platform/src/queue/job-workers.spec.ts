import { createLogger } from '#platform/logging';
import { type JobHandler, JobWorkers } from './job-workers.js';
import { topics } from './topics.js';

const handler = (name: string): JobHandler => ({ name, handle: () => Promise.resolve() });
const all = Object.keys(topics).map(handler);
const start = (handlers: JobHandler[]) => () =>
  new JobWorkers({ url: 'redis://127.0.0.1:1' }, { lockSeconds: 1 }, createLogger('test', 'silent')).start(
    handlers,
  );

describe('a worker does not start', () => {
  it('without a handler for every job name', () => {
    expect(start(all.slice(1))).toThrow(`No handler for the job ${all[0]?.name}.`);
  });

  it('with two handlers for one', () => {
    expect(start([...all, handler('reminders.send')])).toThrow(
      'Two handlers claim the job "reminders.send".',
    );
  });

  it('with a handler for a job that no queue carries', () => {
    expect(start([...all, handler('reminders.forget')])).toThrow('has no queue');
  });
});
