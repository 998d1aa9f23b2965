import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TaskView } from '#contracts/tasks';
import {
  apply,
  arrivedBefore,
  backoffMs,
  bodyToSend,
  countItems,
  newItem,
  nextToSend,
  type OutboxItem,
  type Refusal,
  withOutbox,
  type Work,
} from './outbox';

const PEOPLE = ['1', '2'] as const;
const task = (more: Partial<TaskView> = {}): TaskView =>
  ({ id: '7', version: 3, status: 'open', device: null, form: [], ...more }) as TaskView;
const completion = (taskId: string, pump: string | null = null): Extract<Work, { kind: 'completion' }> => ({
  kind: 'completion',
  taskId,
  seen: task({ id: taskId, device: pump === null ? null : ({ id: pump } as TaskView['device']) }),
  body: { version: 3, outcome: 'clean', completedAt: '2026-03-01T10:00:00.000Z' },
  photos: [],
});
const item = (id: string, personId: string, work: Work = completion(id)): OutboxItem =>
  newItem({ id, personId, personName: 'A', key: `key ${id}`, work, at: '2026-03-01T10:00:00.000Z' });
const refusal = (more: Partial<Refusal> = {}): Refusal => ({
  status: 409,
  code: 'task.stale',
  detail: '',
  errors: [],
  requestId: null,
  task: null,
  ...more,
});

type Step =
  | { do: 'add'; person: 0 | 1; pump: number }
  | { do: 'send'; answer: 'ok' | 'refused' | 'lost-before' | 'lost-after' | 'busy' | 'signed-out' }
  | { do: 'die' }
  | { do: 'sign-in'; person: 0 | 1 }
  | { do: 'decide'; again: boolean }
  | { do: 'wait' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    person: fc.constantFrom(0 as const, 1 as const),
    pump: fc.integer({ min: 0, max: 2 }),
  }),
  fc.record({
    do: fc.constant('send' as const),
    answer: fc.constantFrom(
      'ok' as const,
      'ok' as const,
      'refused' as const,
      'lost-before' as const,
      'lost-after' as const,
      'busy' as const,
      'signed-out' as const,
    ),
  }),
  fc.record({ do: fc.constant('die' as const) }),
  fc.record({ do: fc.constant('sign-in' as const), person: fc.constantFrom(0 as const, 1 as const) }),
  fc.record({ do: fc.constant('decide' as const), again: fc.boolean() }),
  fc.record({ do: fc.constant('wait' as const) }),
);

/** A device, its store, and a server that keeps Idempotency-Keys, as they are: one step after the other in any order. */
class World {
  items: OutboxItem[] = [];
  /** by key: whose name it was done under, and which item */
  done = new Map<string, { item: string; person: string }>();
  added = 0;
  discarded = new Set<string>();
  now = 0;
  signedIn: string = PEOPLE[0];

  change(id: string, event: Parameters<typeof apply>[1]): void {
    this.items = this.items.map((each) => (each.id === id ? apply(each, event) : each));
  }

  run(what: Step): void {
    switch (what.do) {
      case 'add':
        this.added += 1;
        this.items.push(
          item(String(this.added), this.signedIn, completion(String(this.added), String(what.pump))),
        );
        return;
      case 'send': {
        const first = nextToSend(this.items, this.signedIn, this.now);
        if (first === undefined) return;
        this.change(first.id, { type: 'send' });
        // as it goes over the network, not as it lay in the store
        const next = this.items.find(({ id }) => id === first.id) as OutboxItem;
        const { now } = this;
        if (what.answer === 'ok' || what.answer === 'lost-after')
          this.done.set(next.key, { item: next.id, person: this.signedIn });
        // the server gives its first answer again to the same key: done stays done
        if (what.answer === 'ok') this.change(next.id, { type: 'answered', now, answer: null });
        else if (what.answer === 'refused') {
          if (this.done.has(next.key)) this.change(next.id, { type: 'answered', now, answer: null });
          else this.change(next.id, { type: 'refused', now, refusal: refusal() });
        } else if (what.answer === 'signed-out') this.change(next.id, { type: 'stopped' });
        else if (what.answer === 'busy') this.change(next.id, { type: 'unanswered', now, afterMs: 1000 });
        // lost-before and lost-after: the tab may die before it knows; see "die"
        else if (now % 2 === 0) this.change(next.id, { type: 'unanswered', now });
        return;
      }
      case 'die':
        for (const { id } of this.items) this.change(id, { type: 'reloaded' });
        return;
      case 'sign-in':
        this.signedIn = PEOPLE[what.person];
        return;
      case 'decide': {
        const refused = this.items.find(
          ({ state, personId }) => state === 'refused' && personId === this.signedIn,
        );
        if (refused === undefined) return;
        if (what.again)
          this.change(refused.id, { type: 'again', key: `${refused.key}+`, work: refused.work });
        else {
          this.items = this.items.filter(({ id }) => id !== refused.id);
          this.discarded.add(refused.id);
        }
        return;
      }
      case 'wait':
        this.now += 400_001;
    }
  }
}

describe('the outbox', () => {
  it('never loses a piece of work, never does it twice, and never under another name', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const world = new World();
        for (const each of steps) world.run(each);
        const kept = new Set(world.items.map(({ id }) => id));
        for (let id = 1; id <= world.added; id += 1)
          expect(kept.has(String(id))).toBe(!world.discarded.has(String(id)));
        const times = new Map<string, number>();
        for (const { item: id, person } of world.done.values()) {
          times.set(id, (times.get(id) ?? 0) + 1);
          expect(world.items.find((each) => each.id === id)?.personId).toBe(person);
        }
        for (const n of times.values()) expect(n).toBe(1);
        // what is said to be done is done
        for (const { id, state } of world.items) if (state === 'done') expect(times.get(id)).toBe(1);
        // and with a network and nothing in the way everything of a person arrives, each once
        world.run({ do: 'die' });
        for (let n = 0; n < world.added * 2 + 2; n += 1) {
          world.run({ do: 'wait' });
          world.run({ do: 'send', answer: 'ok' });
        }
        const left = world.items.filter(
          ({ personId, state }) =>
            personId === world.signedIn && (state === 'waiting' || state === 'sending'),
        );
        expect(left).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps the order of work on one pump, and lets no pump wait for another', () => {
    const first = { ...item('1', '1', completion('1', 'a')), notBefore: 10_000 };
    const second = item('2', '1', completion('2', 'a'));
    const other = item('3', '1', completion('3', 'b'));
    expect(nextToSend([first, second, other], '1', 0)?.id).toBe('3');
    expect(nextToSend([first, second], '1', 0)).toBeUndefined();
    expect(nextToSend([first, second], '1', 10_000)?.id).toBe('1');
    expect(nextToSend([{ ...first, state: 'refused' }, second], '1', 0)?.id).toBe('2');
    // put off by a clock that was a year ahead
    expect(nextToSend([{ ...first, notBefore: 365 * 86_400_000 }, second], '1', 0)?.id).toBe('1');
    expect(nextToSend([first, second, other], '2', 20_000)).toBeUndefined();
  });

  it('waits longer after each try, five minutes at most', () => {
    expect([1, 2, 3].map(backoffMs)).toEqual([2000, 4000, 8000]);
    expect(backoffMs(50)).toBe(300_000);
  });

  it('takes a new key only when a person decides', () => {
    const sending = apply(item('1', '1'), { type: 'send' });
    const again = apply(sending, { type: 'unanswered', now: 5 });
    expect(again).toMatchObject({ state: 'waiting', key: 'key 1', notBefore: 2005 });
    const refused = apply(apply(again, { type: 'send' }), { type: 'refused', now: 6, refusal: refusal() });
    expect(apply(refused, { type: 'send' })).toEqual(refused);
    expect(apply(refused, { type: 'again', key: 'new', work: refused.work })).toMatchObject({
      state: 'waiting',
      key: 'new',
      refusal: null,
    });
    expect(apply(again, { type: 'again', key: 'new', work: again.work })).toEqual(again);
  });

  it('puts the ids of pictures into their fields, and remembers which are there', () => {
    const work = {
      ...completion('1'),
      photos: [
        { localId: 'a', key: 'ka', field: 'photo', sent: null },
        { localId: 'b', key: 'kb', field: null, sent: null },
      ],
    };
    const sent = apply(apply(item('1', '1', work), { type: 'send' }), {
      type: 'photo-sent',
      localId: 'a',
      photoId: 'id-a',
    });
    const after = sent.work as typeof work;
    expect(after.photos.map((photo) => photo.sent)).toEqual(['id-a', null]);
    expect(bodyToSend(after).fields).toEqual({ photo: 'id-a' });
    expect(bodyToSend(completion('1')).fields).toBeUndefined();
  });

  it('knows its own work in a refusal: the answer was lost, nobody else closed it', () => {
    const closed = task({
      status: 'closed',
      outcome: 'clean',
      completedAt: '2026-03-01T10:00:00.000Z',
      completedBy: { id: '1', name: 'A' },
    });
    expect(arrivedBefore(item('1', '1'), refusal({ task: closed }))).toBe(true);
    for (const other of [
      { completedBy: { id: '2', name: 'B' } },
      { completedAt: '2026-03-01T10:00:01.000Z' },
      { outcome: 'residue' },
      { status: 'open' as const },
    ])
      expect(arrivedBefore(item('1', '1'), refusal({ task: { ...closed, ...other } }))).toBe(false);
    expect(arrivedBefore(item('1', '1'), refusal())).toBe(false);

    // the server put the time right: then all else has to be as it was sent, and nothing may have come between
    const work = completion('1');
    const fields = { corrosion: true };
    const own = item('1', '1', { ...work, body: { ...work.body, fields, note: 'green' } });
    const capped = { ...closed, completedAt: '2026-03-02T08:00:00.000Z', version: 4 };
    const recorded = { ...capped, fields, note: 'green', reason: null, searched: null };
    expect(arrivedBefore(own, refusal({ task: recorded }))).toBe(true);
    for (const other of [
      { version: 5 },
      { note: null },
      { fields: { corrosion: false } },
      { reason: 'why' },
      { searched: [{ place: 'here', at: '2026-03-01T10:00:00.000Z' }] },
      { completedBy: { id: '2', name: 'B' } },
    ])
      expect(arrivedBefore(own, refusal({ task: { ...recorded, ...other } }))).toBe(false);

    // the same person may have closed it elsewhere: only its very time says that the report of harm arrived too
    const harm = { awareAt: '2026-03-01T09:00:00.000Z', what: 'an infusion stopped' };
    const harmful = item('1', '1', { ...work, body: { ...work.body, fields, note: 'green', harm } });
    expect(arrivedBefore(harmful, refusal({ task: recorded }))).toBe(false);
    expect(arrivedBefore(harmful, refusal({ task: { ...recorded, ...closed } }))).toBe(true);
  });

  it('shows on each task what became of it here', () => {
    const items: OutboxItem[] = [
      item('1', '1'),
      { ...item('2', '1'), state: 'refused' },
      { ...item('3', '1'), state: 'done', settledAt: 100 },
      { ...item('4', '1'), state: 'done', settledAt: 10 },
    ];
    const tasks = ['1', '2', '3', '4', '5'].map((id) => task({ id }));
    expect(withOutbox(tasks, items, 50).map(({ here }) => here)).toEqual([
      'unsent',
      'refused',
      'sent',
      null,
      null,
    ]);
    expect(countItems(items)).toEqual({ waiting: 1, sending: 0, refused: 1, unread: 0, unsent: 2 });
    expect(countItems(items, 2)).toMatchObject({ unread: 2, unsent: 4 });
    expect(countItems(items, 2, 1)).toMatchObject({ unread: 3, unsent: 4 });
  });

  describe('opens the steps after what was closed here', () => {
    const pump = { id: '70' } as TaskView['device'];
    const isolate = task({ id: '1', campaignId: '9', stepKey: 'isolate', device: pump, prerequisites: [] });
    const inspect = task({ ...isolate, id: '2', stepKey: 'inspect' });
    const verify = task({
      ...isolate,
      id: '3',
      stepKey: 'verify',
      status: 'waiting',
      prerequisites: ['isolate', 'inspect'],
    });
    const release = task({ ...verify, id: '4', stepKey: 'release', prerequisites: ['verify'] });
    const steps = [isolate, inspect, verify, release];
    const shown = (items: OutboxItem[], tasks = steps) =>
      withOutbox(tasks, items, 50).map(({ status, version }) => `${status} ${version}`);
    const [one, two, three] = ['1', '2', '3'].map((id) => item(id, '1', completion(id, '70'))) as [
      OutboxItem,
      OutboxItem,
      OutboxItem,
    ];

    it('once all before them on that pump are closed, one after the other, one version on', () => {
      const waiting = ['waiting 3', 'waiting 3'];
      expect(shown([])).toEqual(['open 3', 'open 3', ...waiting]);
      expect(shown([one])).toEqual(['open 3', 'open 3', ...waiting]);
      expect(shown([one, two])).toEqual(['open 3', 'open 3', 'open 4', 'waiting 3']);
      expect(shown([{ ...one, state: 'done', settledAt: 60 }, two])[2]).toBe('open 4');
      expect(shown([one, two, three])[3]).toBe('open 4');
    });

    it('and none after what was refused, on a pump that was not found, of another pump or campaign, or of a site', () => {
      expect(shown([one, { ...two, state: 'refused' }])[2]).toBe('waiting 3');
      const lost = completion('2', '70');
      const away = item('2', '1', { ...lost, body: { ...lost.body, outcome: 'cannot-locate' } });
      expect(shown([one, away])[2]).toBe('waiting 3');
      for (const other of [
        { campaignId: '8' },
        { device: { id: '71' } as TaskView['device'] },
        { device: null },
      ])
        expect(shown([one, two], [isolate, inspect, { ...verify, ...other }])[2]).toBe('waiting 3');
      const { prerequisites: _, ...old } = verify;
      expect(shown([one, two], [isolate, inspect, old as TaskView])[2]).toBe('waiting 3');
    });
  });
});
