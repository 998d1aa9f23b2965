import { StalledWork } from './stalled-work.js';

it('names what has made no progress for long enough, once, and forgets what is over', () => {
  const watch = new StalledWork(1000);
  const opening = (progress: string) => [{ key: 'campaign 1', progress }];
  expect(watch.look(opening('10'), 0)).toEqual([]);
  expect(watch.look(opening('10'), 999)).toEqual([]);
  expect(watch.look(opening('20'), 1000)).toEqual([]);
  expect(watch.look(opening('20'), 1999)).toEqual([]);
  expect(watch.look(opening('20'), 2000)).toEqual(['campaign 1']);
  expect(watch.look(opening('20'), 2500)).toEqual([]);
  expect(watch.look([], 3000)).toEqual([]);
  expect(watch.look(opening('20'), 9000)).toEqual([]);
});
