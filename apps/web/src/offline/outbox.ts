import type { CreateDevice } from '#contracts/fleet';
import type { CompleteTask, TaskView } from '#contracts/tasks';

// What waits on this device to be sent, as values and rules alone: no storage, no network, no clock.

/** A picture that belongs to a piece of work; its content lies beside, under localId. */
export interface OutboxPhoto {
  localId: string;
  /** Idempotency-Key of its upload */
  key: string;
  /** the field of the step that will hold its id; null: it just belongs to the task */
  field: string | null;
  /** its id on the server, once it is there */
  sent: string | null;
}

export type Work =
  | {
      kind: 'completion';
      taskId: string;
      body: CompleteTask;
      photos: OutboxPhoto[];
      /** the task as it was seen: what a conflict is compared with */
      seen: TaskView;
    }
  | { kind: 'scan'; code: string }
  | { kind: 'report'; body: CreateDevice };

/** Why the server would not have it. */
export interface Refusal {
  status: number;
  code: string;
  detail: string;
  errors: ReadonlyArray<{ path: string; message: string }>;
  requestId: string | null;
  /** the task as it is on the server, where the answer had it */
  task: TaskView | null;
  /** localId of the picture that it is about: gone from this device, or the server does not take it */
  photo?: string;
}

/**
 * waiting: to be sent. sending: on its way; whether it arrived is not known. refused: a person has to decide. done: the
 * server has it, or has answered it.
 */
export type OutboxState = 'waiting' | 'sending' | 'refused' | 'done';

export interface OutboxItem {
  id: string;
  /** whose work it is: it is sent under this name alone */
  personId: string;
  personName: string;
  /** the Idempotency-Key of this intent: the same for every repeat of it */
  key: string;
  work: Work;
  /** when it was done, by this device's clock (ISO 8601) */
  at: string;
  state: OutboxState;
  tries: number;
  /** not to be tried before this moment (ms since 1970) */
  notBefore: number;
  refusal: Refusal | null;
  /** what the server answered, of scans and reports */
  answer: unknown;
  settledAt: number | null;
}

export type OutboxEvent =
  | { type: 'send' }
  | { type: 'photo-sent'; localId: string; photoId: string }
  | { type: 'answered'; now: number; answer: unknown }
  /** no answer, or a server in trouble: it may or may not have happened */
  | { type: 'unanswered'; now: number; afterMs?: number }
  /** nobody is signed in, or somebody else */
  | { type: 'stopped' }
  | { type: 'refused'; now: number; refusal: Refusal }
  /** the page that was sending is gone */
  | { type: 'reloaded' }
  /** the person decides to send it again, as it is or changed: a new intent, with a new key */
  | { type: 'again'; key: string; work: Work };

export const newItem = (
  of: Pick<OutboxItem, 'id' | 'personId' | 'personName' | 'key' | 'work' | 'at'>,
): OutboxItem => ({
  ...of,
  state: 'waiting',
  tries: 0,
  notBefore: 0,
  refusal: null,
  answer: null,
  settledAt: null,
});

const LONGEST_WAIT_MS = 300_000;
/** 2, 4, 8 … seconds, five minutes at most. */
export const backoffMs = (tries: number): number =>
  Math.min(2 ** Math.min(tries, 10) * 1000, LONGEST_WAIT_MS);

/** A moment further ahead than anything is put off was written by a clock that has been put right since. */
const mayBeTried = ({ notBefore }: OutboxItem, now: number): boolean =>
  notBefore <= now || notBefore > now + LONGEST_WAIT_MS;

/** What becomes of an item. An event that does not fit its state changes nothing: late news does no harm. */
export function apply(item: OutboxItem, event: OutboxEvent): OutboxItem {
  if (item.state === 'done') return item;
  switch (event.type) {
    case 'send':
      return item.state === 'waiting' ? { ...item, state: 'sending', tries: item.tries + 1 } : item;
    case 'photo-sent':
      return { ...item, work: withPhoto(item.work, event.localId, event.photoId) };
    case 'answered':
      return { ...item, state: 'done', refusal: null, answer: event.answer, settledAt: event.now };
    case 'unanswered':
      if (item.state !== 'sending') return item;
      return {
        ...item,
        state: 'waiting',
        notBefore: event.now + Math.max(event.afterMs ?? 0, backoffMs(item.tries)),
      };
    case 'stopped':
    case 'reloaded':
      return item.state === 'sending' ? { ...item, state: 'waiting', notBefore: 0 } : item;
    case 'refused':
      if (item.state === 'refused') return item;
      return { ...item, state: 'refused', refusal: event.refusal, settledAt: event.now };
    case 'again':
      if (item.state !== 'refused') return item;
      return {
        ...item,
        state: 'waiting',
        key: event.key,
        work: event.work,
        tries: 0,
        notBefore: 0,
        refusal: null,
        settledAt: null,
      };
  }
}

function withPhoto(work: Work, localId: string, photoId: string): Work {
  if (work.kind !== 'completion') return work;
  return {
    ...work,
    photos: work.photos.map((photo) => (photo.localId === localId ? { ...photo, sent: photoId } : photo)),
  };
}

/** The same work without one of its pictures. */
export const withoutPhoto = (work: Work, localId: string | undefined): Work =>
  work.kind === 'completion'
    ? { ...work, photos: work.photos.filter((photo) => photo.localId !== localId) }
    : work;

/** The body of a completion with the ids that its pictures got on the server. */
export function bodyToSend(work: Extract<Work, { kind: 'completion' }>): CompleteTask {
  const pictures = work.photos.flatMap(({ field, sent }) =>
    field === null || sent === null ? [] : [[field, sent] as const],
  );
  return pictures.length === 0
    ? work.body
    : { ...work.body, fields: { ...work.body.fields, ...Object.fromEntries(pictures) } };
}

const isUnsent = ({ state }: OutboxItem): boolean => state === 'waiting' || state === 'sending';

/** What belongs together keeps its order: the work on one pump; all scans are by themselves. */
function subject({ id, work }: OutboxItem): string {
  if (work.kind !== 'completion') return id;
  return work.seen.device === null ? `task ${work.taskId}` : `device ${work.seen.device.id}`;
}

/**
 * What is to be sent next under this person's name: the first that may be tried now, unless something earlier about the
 * same pump is still on its way. `items` are in the order in which they were added.
 */
export function nextToSend(
  items: readonly OutboxItem[],
  personId: string,
  now: number,
): OutboxItem | undefined {
  const held = new Set<string>();
  for (const item of items) {
    if (item.personId !== personId || !isUnsent(item)) continue;
    const about = subject(item);
    if (item.state === 'waiting' && mayBeTried(item, now) && !held.has(about)) return item;
    held.add(about);
  }
  return undefined;
}

/**
 * A refusal that says no more than that this very work had arrived before: the answer to it was lost, and the server has
 * forgotten its key since. It has the time that was recorded here; or another, put right by the server, and then
 * everything else is as it was sent, and nothing came between. A task does not show whether harm was reported with it:
 * work that reports harm is known by its very time alone, so that a report is never taken for one that arrived.
 */
export function arrivedBefore(item: OutboxItem, refusal: Refusal): boolean {
  const { task } = refusal;
  if (item.work.kind !== 'completion' || task === null || task.status !== 'closed') return false;
  const { body } = item.work;
  if (task.completedBy?.id !== item.personId || task.completedAt === null) return false;
  if (body.completedAt === undefined || (body.outcome !== undefined && body.outcome !== task.outcome))
    return false;
  return (
    Date.parse(task.completedAt) === Date.parse(body.completedAt) ||
    (body.harm === undefined &&
      task.version === body.version + 1 &&
      isRecordedAs(bodyToSend(item.work), task))
  );
}

/** Whether everything that somebody recorded stands in the task, whatever its times: the server may have put them right. */
function isRecordedAs({ fields, note, reason, searched = [] }: CompleteTask, task: TaskView): boolean {
  const looked = task.searched ?? [];
  return (
    Object.entries(fields ?? {}).every(([key, value]) => task.fields?.[key] === value) &&
    (note ?? null) === task.note &&
    (reason ?? null) === task.reason &&
    looked.length === searched.length &&
    searched.every(({ place }, n) => looked[n]?.place === place)
  );
}

/** What the server told besides, when it took a piece of work. */
export function notesOf({ answer }: OutboxItem): string[] {
  const notes = (answer as { notes?: unknown } | null | undefined)?.notes;
  return Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [];
}

export interface OutboxCounts {
  waiting: number;
  sending: number;
  refused: number;
  /** kept, but written by another version, which alone can read it */
  unread: number;
  /** whatever of theirs is not on the server */
  unsent: number;
}

/**
 * @param unread theirs, of another version
 * @param ofNobody of another version, and it does not say whose: somebody has to see to it, but it is nobody's own
 */
export function countItems(items: readonly OutboxItem[], unread = 0, ofNobody = 0): OutboxCounts {
  const of = (state: OutboxState): number => items.filter((item) => item.state === state).length;
  const [waiting, sending, refused] = [of('waiting'), of('sending'), of('refused')];
  const unsent = waiting + sending + refused + unread;
  return { waiting, sending, refused, unread: unread + ofNobody, unsent };
}

/**
 * What this version cannot read, as one person may see it. What names somebody, be it by name alone, is that person's; what
 * names nobody is shown to whoever is signed in, or nobody could ever see to it.
 */
export function partUnread<Unread extends { personId: string | null; personName: string | null }>(
  unread: readonly Unread[],
  me: { id: string; name: string },
): { own: Unread[]; ofNobody: Unread[]; ofOthers: Unread[] } {
  const namesNobody = ({ personId, personName }: Unread) => personId === null && personName === null;
  const isMine = ({ personId, personName }: Unread) =>
    personId === null ? personName === me.name : personId === me.id;
  return {
    own: unread.filter(isMine),
    ofNobody: unread.filter(namesNobody),
    ofOthers: unread.filter((item) => !isMine(item) && !namesNobody(item)),
  };
}

/** A task with what became of it on this device. unsent: closed here, not yet on the server. refused: a person has to decide. */
export type TaskHere = TaskView & { here: 'unsent' | 'refused' | 'sent' | null };

/**
 * The tasks as this person sees them: with what they closed on this device and what the server does not know yet, or
 * did not know when the list was made (`asOf`, ms).
 */
export function withOutbox(
  tasks: readonly TaskView[],
  items: readonly OutboxItem[],
  asOf: number,
): TaskHere[] {
  const here = new Map<string, TaskHere['here']>();
  const notFound = new Set<string>();
  for (const { state, work, settledAt } of items) {
    if (work.kind !== 'completion') continue;
    if (work.body.outcome === 'cannot-locate') notFound.add(work.taskId);
    if (state === 'refused') here.set(work.taskId, 'refused');
    else if (state === 'done') {
      if (settledAt !== null && settledAt >= asOf) here.set(work.taskId, 'sent');
    } else here.set(work.taskId, 'unsent');
  }
  return openedHere(
    tasks.map((task) => ({ ...task, here: here.get(task.id) ?? null })),
    notFound,
  );
}

const isClosedHere = ({ here }: TaskHere): boolean => here === 'unsent' || here === 'sent';

/**
 * With the steps that what was closed here opens, before the server says so: a pump is touched once, network or not. As
 * the server does it: a step opens when none of those before it is left on the same pump, and by that alone is one version
 * on, so that work on it is refused as stale if anything else happened to it. Nothing opens on a pump that was not found;
 * steps of a site wait for the server, which knows the pumps of others.
 */
function openedHere(tasks: TaskHere[], notFound: ReadonlySet<string>): TaskHere[] {
  if (!tasks.some(isClosedHere)) return tasks;
  const keyOf = ({ campaignId, device }: TaskHere): string => `${campaignId} ${device?.id}`;
  const onPump = new Map<string, TaskHere[]>();
  for (const task of tasks) onPump.set(keyOf(task), [...(onPump.get(keyOf(task)) ?? []), task]);
  return tasks.map((task) => {
    if (task.status !== 'waiting' || task.here !== null || task.device === null) return task;
    // what a phone kept before it knew of steps before others says nothing of them
    const before = (onPump.get(keyOf(task)) ?? []).filter(({ stepKey }) =>
      (task.prerequisites as string[] | undefined)?.includes(stepKey),
    );
    const opens = before.length > 0 && before.every((one) => isClosedHere(one) && !notFound.has(one.id));
    return opens ? { ...task, status: 'open', version: task.version + 1 } : task;
  });
}
