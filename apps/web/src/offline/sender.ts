import type { ScanAnswer } from '#contracts/scan';
import type { TaskPhoto, TaskView } from '#contracts/tasks';
import { NoAnswerError, ProblemError, request } from '#web/api';
import { offline as texts } from '../texts/en/offline';
import { database } from './database';
import {
  apply,
  arrivedBefore,
  bodyToSend,
  nextToSend,
  type OutboxEvent,
  type OutboxItem,
  type Refusal,
} from './outbox';
import { canRead, readStored } from './readable';
import { showOutbox } from './state';

/** Read by the API: work of one person is refused under the session of another (409 session.other-person). */
const PERSON_HEADER = 'closeout-person';
/** What this device's clock says while it sends: the server puts the time of the work right by it. */
const CLOCK_HEADER = 'closeout-clock';
const OTHER_PERSON = 'session.other-person';
/** Of one try. A photograph over a weak network takes its time. */
const TIMEOUT_MS = 60_000;

/** One change of one item, whatever other tabs do meanwhile. Gives what it is now; undefined: it is gone, or another version's. */
export async function change(id: string, event: OutboxEvent): Promise<OutboxItem | undefined> {
  return database.transaction('rw', database.items, async () => {
    const item = await database.items.get({ id });
    if (!canRead(item)) return undefined;
    const changed = { ...item, ...apply(item, event) };
    await database.items.put(changed);
    return changed;
  });
}

/** Sends what may be sent now under this name, in order, until nothing is left or the network is gone. */
export async function sendAll(personId: string): Promise<void> {
  for (;;) {
    const { items } = readStored(await database.items.orderBy('n').toArray());
    const next = nextToSend(items, personId, Date.now());
    if (next === undefined) return;
    const item = await change(next.id, { type: 'send' });
    if (item === undefined || item.state !== 'sending') continue;
    let event: OutboxEvent;
    try {
      event = { type: 'answered', now: Date.now(), answer: await send(item) };
    } catch (error) {
      event = outcomeOf(error, item);
    }
    await change(item.id, event);
    if (event.type === 'answered') await forgetPictures(item);
    if (event.type === 'stopped') showOutbox({ stopped: true });
    else if (event.type !== 'unanswered') showOutbox({ stopped: false });
    // without a network, the next one would not get through either
    if (event.type === 'stopped' || (event.type === 'unanswered' && event.afterMs === undefined)) return;
  }
}

class NotInFleet extends Error {}
class PhotoGone extends Error {}
/** Something about one picture of a piece of work. */
class PhotoFault extends Error {
  constructor(
    readonly localId: string,
    cause: unknown,
  ) {
    super('A picture could not be sent.', { cause });
  }
}
/** Too large, of another kind, or no picture: the picture itself, not its task. */
const PICTURE_REFUSED = new Set([413, 415, 422]);

async function send(item: OutboxItem): Promise<unknown> {
  const { work } = item;
  const options = { headers: { [PERSON_HEADER]: item.personId }, signal: AbortSignal.timeout(TIMEOUT_MS) };
  if (work.kind === 'scan') {
    const found = await request<ScanAnswer>('POST', 'scan', { ...options, body: { code: work.code } });
    if (found.devices.length === 0) throw new NotInFleet();
    return found;
  }
  if (work.kind === 'report') {
    return request('POST', 'devices', { ...options, body: work.body, idempotencyKey: item.key });
  }
  let current: OutboxItem | undefined = item;
  for (const photo of work.photos) {
    if (photo.sent !== null) continue;
    const kept = await database.photos.get(photo.localId);
    if (kept === undefined) throw new PhotoFault(photo.localId, new PhotoGone());
    const { id: photoId } = await request<TaskPhoto>('POST', `tasks/${work.taskId}/photos`, {
      ...options,
      body: kept.content,
      idempotencyKey: photo.key,
    }).catch((error: unknown) => {
      const refused = error instanceof ProblemError && PICTURE_REFUSED.has(error.status);
      throw refused ? new PhotoFault(photo.localId, error) : error;
    });
    current = await change(item.id, { type: 'photo-sent', localId: photo.localId, photoId });
  }
  const ready = current?.work.kind === 'completion' ? current.work : work;
  return request<TaskView>('POST', `tasks/${work.taskId}/complete`, {
    ...options,
    headers: { ...options.headers, [CLOCK_HEADER]: new Date().toISOString() },
    body: bodyToSend(ready),
    idempotencyKey: item.key,
  });
}

/** What an error means for an item: to be tried again, or for a person to decide. */
function outcomeOf(error: unknown, item: OutboxItem): OutboxEvent {
  const now = Date.now();
  if (error instanceof PhotoFault) {
    const event = outcomeOf(error.cause, item);
    return event.type === 'refused'
      ? { ...event, refusal: { ...event.refusal, photo: error.localId } }
      : event;
  }
  if (error instanceof ProblemError) {
    if (error.status === 401 || error.code === OTHER_PERSON) return { type: 'stopped' };
    if (error.status >= 500 || [408, 425, 429].includes(error.status))
      return { type: 'unanswered', now, afterMs: 1000 };
    const refusal: Refusal = {
      status: error.status,
      code: error.code,
      detail: error.message,
      errors: error.errors,
      requestId: error.requestId,
      task: (error.extra['task'] as TaskView | undefined) ?? null,
    };
    return arrivedBefore(item, refusal)
      ? { type: 'answered', now, answer: refusal.task }
      : { type: 'refused', now, refusal };
  }
  if (error instanceof NoAnswerError || (error instanceof DOMException && error.name === 'TimeoutError'))
    return { type: 'unanswered', now };
  if (error instanceof PhotoGone) {
    const refusal = { ...noRefusal, code: 'device.photo-gone', detail: texts.photoGone };
    return { type: 'refused', now, refusal };
  }
  if (error instanceof NotInFleet) {
    return { type: 'refused', now, refusal: { ...noRefusal, code: 'scan.not-in-fleet' } };
  }
  // Nothing that the server said: a fault of ours must not lose the work, nor be tried without an end.
  return {
    type: 'refused',
    now,
    refusal: { ...noRefusal, detail: error instanceof Error ? error.message : String(error) },
  };
}

const noRefusal: Refusal = {
  status: 0,
  code: 'device.fault',
  detail: '',
  errors: [],
  requestId: null,
  task: null,
};

export async function forgetPictures({ work }: OutboxItem): Promise<void> {
  if (work.kind === 'completion') await database.photos.bulkDelete(work.photos.map(({ localId }) => localId));
}
