import type { OutboxItem } from './outbox';

// Work that waits outlives the version of Closeout that recorded it. What this version can work with is told by its
// shape alone, and only by what this version reads of it: whatever else it holds stays as it is.

/** A piece of work that another version recorded and this one cannot read. It stays on the device as it is. */
export interface UnreadItem {
  /** its place in the store */
  n: number;
  /** whose it is, as far as it says so, by id or by name; both null: it does not */
  personId: string | null;
  personName: string | null;
  /** when it was done (ISO 8601), as far as it says so */
  at: string | null;
  stored: unknown;
}

type Check = (value: unknown) => boolean;
type Fields = Record<string, unknown>;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isMoment: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value as string);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const orLeftOut =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const shape =
  (fields: Record<string, Check>): Check =>
  (value) =>
    isFields(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const isPerson = shape({ id: isText, name: isText });
const isSearched = listOf(shape({ place: isText, at: isMoment }));

const isTask = shape({
  id: isText,
  version: isNumber,
  title: isText,
  campaignTitle: isText,
  status: isText,
  dueOn: isText,
  assignee: isPerson,
  site: orNull(shape({ name: isText })),
  device: orNull(shape({ id: isText, assetTag: orNull(isText), serialNumber: orNull(isText) })),
  form: listOf(shape({ key: isText, label: isText, type: isText })),
  outcomeLabels: isFields,
  outcome: orNull(isText),
  fields: orNull(isFields),
  searched: orNull(isSearched),
  completedAt: orNull(isMoment),
  completedBy: orNull(isPerson),
});

const isCompletion = shape({
  taskId: isText,
  seen: isTask,
  body: shape({
    version: isNumber,
    completedAt: orLeftOut(isMoment),
    outcome: orLeftOut(isText),
    fields: orLeftOut(isFields),
    note: orLeftOut(isText),
    reason: orLeftOut(isText),
    searched: orLeftOut(isSearched),
    harm: orLeftOut(shape({ awareAt: isMoment, what: isText })),
  }),
  photos: listOf(shape({ localId: isText, key: isText, field: orNull(isText), sent: orNull(isText) })),
});
const isReport = shape({
  body: shape({
    serialNumber: orLeftOut(orNull(isText)),
    assetTag: orLeftOut(orNull(isText)),
    udiDi: orLeftOut(orNull(isText)),
  }),
});
const WORK: Record<string, Check | undefined> = {
  completion: isCompletion,
  scan: shape({ code: isText }),
  report: isReport,
};
const isWork: Check = (work) => isFields(work) && (WORK[String(work['kind'])]?.(work) ?? false);

const isItem = shape({
  id: isText,
  personId: isText,
  personName: isText,
  key: isText,
  work: isWork,
  at: isMoment,
  state: oneOf('waiting', 'sending', 'refused', 'done'),
  tries: isNumber,
  notBefore: isNumber,
  settledAt: orNull(isNumber),
  refusal: orNull(
    shape({
      status: isNumber,
      code: isText,
      detail: isText,
      errors: listOf(shape({ path: isText, message: isText })),
      requestId: orNull(isText),
      task: orNull(isTask),
      photo: orLeftOut(isText),
    }),
  ),
});

/** Whether this version knows what every part of it means. */
export const canRead = (stored: unknown): stored is OutboxItem => isItem(stored);

/** The store, parted into what this version works with and what it keeps without a touch, each in its order. */
export function readStored<Stored extends { n: number }>(
  stored: readonly Stored[],
): { items: Stored[]; unread: UnreadItem[] } {
  const items: Stored[] = [];
  const unread: UnreadItem[] = [];
  for (const entry of stored) {
    if (canRead(entry)) items.push(entry);
    // what was sent is on the server: nobody has to see to it
    else if ((entry as Fields)['state'] !== 'done') unread.push(unreadOf(entry));
  }
  return { items, unread };
}

function unreadOf(stored: { n: number }): UnreadItem {
  const { personId, personName, at } = stored as Fields & { n: number };
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    n: stored.n,
    personId: typeof personId === 'number' ? String(personId) : text(personId),
    personName: text(personName),
    at: isMoment(at) ? (at as string) : null,
    stored,
  };
}

/** The pictures that it names, as far as they can be told from anything else. */
export function picturesNamed({ stored }: UnreadItem): string[] {
  const photos = isFields(stored) && isFields(stored['work']) ? stored['work']['photos'] : null;
  return (Array.isArray(photos) ? photos : []).flatMap((photo: unknown) =>
    isFields(photo) && typeof photo['localId'] === 'string' ? [photo['localId']] : [],
  );
}
