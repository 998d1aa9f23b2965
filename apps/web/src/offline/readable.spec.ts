import { describe, expect, it } from '@jest/globals';
import { newItem, nextToSend, type OutboxItem, partUnread, withOutbox, type Work } from './outbox';
import { canRead, picturesNamed, readStored } from './readable';

const at = '2026-03-01T10:00:00.000Z';
const task = {
  id: '7',
  version: 3,
  title: 'Inspect the contacts',
  campaignTitle: 'Corrosion',
  status: 'open',
  dueOn: '2026-03-09',
  assignee: { id: '1', name: 'A' },
  site: { id: '1', name: 'North' },
  device: { id: '4', assetTag: 'PUMP-01', serialNumber: null },
  form: [{ key: 'photo', label: 'Photograph', type: 'photo' }],
  outcomeLabels: { clean: 'Clean' },
  outcome: null,
  fields: null,
  searched: null,
  completedAt: null,
  completedBy: null,
};
const completion = {
  kind: 'completion',
  taskId: '7',
  seen: task,
  body: { version: 3, outcome: 'clean', completedAt: at },
  photos: [{ localId: 'p', key: 'k', field: null, sent: null }],
} as unknown as Work;
const item = (work: unknown = completion, more: object = {}) => ({
  n: 1,
  ...newItem({ id: 'a', personId: '1', personName: 'A', key: 'k', work: work as Work, at }),
  ...more,
});
const refusal = { status: 409, code: 'task.stale', detail: '', errors: [], requestId: null, task };

describe('the store of this device', () => {
  it('is read whatever this version put into it', () => {
    for (const own of [
      item(),
      item({ kind: 'scan', code: '123' }),
      item({ kind: 'report', body: { siteId: '1', serialNumber: 'SN1', assetTag: null } }),
      item(completion, { state: 'refused', refusal, settledAt: 4 }),
      item(completion, { state: 'refused', refusal: { ...refusal, photo: 'p' }, settledAt: 4 }),
      item(completion, { state: 'done', answer: { any: 'thing' }, settledAt: 4 }),
      item(completion, { added: 'by a later version, and not needed' }),
    ])
      expect(canRead(own)).toBe(true);
  });

  it('sets aside what another version put into it, and lets the rest flow on', () => {
    const strange = [
      item({ kind: 'handover', to: 'somebody' }),
      item({ ...completion, seen: undefined }),
      item({ ...completion, photos: undefined }),
      item({ ...completion, photos: [{ localId: 4 }] }),
      item({ ...completion, seen: { ...task, form: {} } }),
      item({ ...completion, body: 'clean' }),
      item(null),
      item('work'),
      item(completion, { state: 'paused' }),
      item(completion, { at: 'yesterday' }),
      item(completion, { refusal: { code: 4 } }),
      item(completion, { personId: undefined, personName: undefined }),
      { n: 1 },
    ];
    const mine = { ...item(), n: 99, id: 'z' };
    const { items, unread } = readStored([...strange, mine] as Array<OutboxItem & { n: number }>);
    expect(items).toEqual([mine]);
    expect(unread.map(({ stored }) => stored)).toEqual(strange);
    expect(nextToSend(items, '1', Date.parse(at))).toBe(mine);
    expect(withOutbox([task as never], items, 0)[0]?.here).toBe('unsent');
  });

  it('says of it when and whose it is as far as that can be told, and which pictures are its own', () => {
    const [known] = readStored([item({ kind: 'handover', photos: [{ localId: 'p' }, 4] })]).unread;
    expect(known).toMatchObject({ n: 1, personId: '1', personName: 'A', at });
    expect(picturesNamed(known as NonNullable<typeof known>)).toEqual(['p']);
    const [unknown] = readStored([{ n: 2 }]).unread;
    expect(unknown).toMatchObject({ n: 2, personId: null, personName: null, at: null });
    expect(picturesNamed(unknown as NonNullable<typeof unknown>)).toEqual([]);
  });

  it('shows it to its person alone, and to whoever is signed in only what names nobody', () => {
    const of = (personId: unknown, personName: unknown) => ({ ...item(null), personId, personName });
    const { unread } = readStored([
      of('1', 'A'),
      of('2', 'B'),
      of(undefined, undefined),
      of(null, 'A'),
      of(null, 'B'),
      of(2, null),
    ] as never);
    const parts = partUnread(unread, { id: '1', name: 'A' });
    const named = (items: typeof unread) => items.map(({ personId, personName }) => [personId, personName]);
    expect(named(parts.own)).toEqual([
      ['1', 'A'],
      [null, 'A'],
    ]);
    expect(named(parts.ofNobody)).toEqual([[null, null]]);
    expect(named(parts.ofOthers)).toEqual([
      ['2', 'B'],
      [null, 'B'],
      ['2', null],
    ]);
  });

  it('troubles nobody with what the server has already', () => {
    expect(readStored([item(null, { state: 'done' })])).toEqual({ items: [], unread: [] });
  });
});
