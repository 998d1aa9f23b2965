import { liveQuery } from 'dexie';
import type { MeView } from '#contracts/identity';
import { newKey } from '#web/api';
import { type KeptWork, database, type StoredItem } from './database';
import { newItem, type OutboxItem, withoutPhoto, type Work } from './outbox';
import { canRead, picturesNamed, readStored, type UnreadItem } from './readable';
import { change, forgetPictures, sendAll } from './sender';
import { noteKept, showOutbox } from './state';

/** How often it is looked whether something can be sent, besides when the network comes back. */
const EVERY_MS = 4_000;
/** How long it stays in sight that something was sent. */
const DONE_KEPT_MS = 7 * 86_400_000;
const LOCK = 'closeout-outbox';

let again = false;
let running: Promise<void> | null = null;

/** Sends what waits. One at a time on this device, whichever tab it is; what comes in meanwhile is sent in the same go. */
export function sendNow(personId: string): Promise<void> {
  again = true;
  running ??= (async () => {
    try {
      while (again) {
        again = false;
        await alone(async (lone) => {
          if (lone) await takeUp();
          await sendAll(personId);
        });
      }
    } catch (error) {
      showOutbox({ broken: error instanceof Error ? error.message : String(error) });
    } finally {
      running = null;
    }
  })();
  return running;
}

/**
 * Does it unless another tab is at it; `lone`: no other is. Without Web Locks (a page that is not served securely) two tabs
 * may send the same: its key lets it happen once.
 */
async function alone(work: (lone: boolean) => Promise<void>): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return work(false);
  await locks.request(LOCK, { ifAvailable: true }, (lock) => (lock === null ? undefined : work(true)));
}

/**
 * What a page left half sent when it went away waits again. That page may be another tab that was closed while this one
 * stands open: whoever is alone with the store takes it up before sending.
 */
async function takeUp(): Promise<void> {
  const left = await database.items.where({ state: 'sending' }).toArray();
  for (const { id } of readStored(left).items) await change(id, { type: 'reloaded' });
}

/** As the page starts. */
async function tidyUp(): Promise<void> {
  await alone(async () => {
    await takeUp();
    const old = await database.items.where({ state: 'done' }).toArray();
    const before = Date.now() - DONE_KEPT_MS;
    await database.items.bulkDelete(
      old.filter(({ settledAt }) => (settledAt ?? 0) < before).map(({ n }) => n),
    );
  });
}

/** Shows what waits, and sends the person's own when it can be sent. Gives how to stop. */
export function startOutbox(me: Pick<MeView, 'id'>): () => void {
  showOutbox({ stopped: false });
  const send = (): void => void sendNow(me.id);
  const seen = (): void => {
    if (document.visibilityState === 'visible') send();
  };
  const watch = liveQuery(() => database.items.orderBy('n').toArray()).subscribe({
    next: (stored: StoredItem[]) => {
      noteKept(stored.length);
      showOutbox({ ready: true, ...readStored(stored), broken: null });
    },
    error: (error: unknown) => showOutbox({ ready: true, broken: String(error) }),
  });
  const timer = setInterval(send, EVERY_MS);
  const online = (): void => void wake(me.id).then(send);
  window.addEventListener('online', online);
  document.addEventListener('visibilitychange', seen);
  void tidyUp().then(send, (error: unknown) => showOutbox({ ready: true, broken: String(error) }));
  return () => {
    watch.unsubscribe();
    clearInterval(timer);
    window.removeEventListener('online', online);
    document.removeEventListener('visibilitychange', seen);
  };
}

/** A person asks for it: what was put off for lack of an answer is tried at once. */
export const sendAtOnce = (personId: string): Promise<void> => wake(personId).then(() => sendNow(personId));

/** The network is back, or a person asks: what was put off for lack of an answer need not wait any longer. */
async function wake(personId: string): Promise<void> {
  await database.items
    .where({ personId })
    .and((item) => canRead(item) && item.state === 'waiting')
    .modify({ notBefore: 0 });
}

/**
 * Keeps a piece of work on this device and begins to send it. It is kept before this returns.
 * @throws whatever the browser says when it cannot keep anything
 */
export async function addWork(
  me: Pick<MeView, 'id' | 'name'>,
  work: Work,
  pictures: ReadonlyArray<{ localId: string; content: Blob }> = [],
): Promise<OutboxItem> {
  const item = newItem({
    id: newKey(),
    personId: me.id,
    personName: me.name,
    key: newKey(),
    work,
    at: new Date().toISOString(),
  });
  noteKept(1);
  await database.transaction('rw', database.items, database.photos, async () => {
    await database.photos.bulkPut([...pictures]);
    await database.items.add(item);
  });
  void sendNow(me.id);
  return item;
}

/** The person decides to send a refused piece of work again: as it is, or changed. */
export async function sendAgain(
  item: OutboxItem,
  work: Work,
  pictures: ReadonlyArray<{ localId: string; content: Blob }> = [],
): Promise<void> {
  const next = withoutPictureThatIsGone(item, work);
  const kept = new Set(photosOf(next));
  await database.transaction('rw', database.items, database.photos, async () => {
    await database.photos.bulkPut([...pictures]);
    await change(item.id, { type: 'again', key: newKey(), work: next });
    await database.photos.bulkDelete(photosOf(item.work).filter((localId) => !kept.has(localId)));
  });
  void sendNow(item.personId);
}

const photosOf = (work: Work): string[] =>
  work.kind === 'completion' ? work.photos.map(({ localId }) => localId) : [];

/** A picture that this device has no more cannot be sent; the person was told before they sent the rest again. */
const withoutPictureThatIsGone = ({ refusal }: OutboxItem, work: Work): Work =>
  refusal?.code === 'device.photo-gone' ? withoutPhoto(work, refusal.photo) : work;

/** The person decides that it is not to be sent. */
export async function discard(item: OutboxItem): Promise<void> {
  await forgetPictures(item);
  await database.items.where({ id: item.id }).delete();
}

/** What this version cannot read, with its pictures, as a file: nothing of it is lost to whoever can. */
export async function unreadAsFile(unread: UnreadItem): Promise<Blob> {
  const kept = await database.photos.bulkGet(picturesNamed(unread));
  const pictures: Record<string, string> = {};
  for (const picture of kept)
    if (picture !== undefined) pictures[picture.localId] = await asText(picture.content);
  return new Blob([JSON.stringify({ stored: unread.stored, pictures }, null, 2)], {
    type: 'application/json',
  });
}

/** A picture as data: address. */
const asText = (content: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error as DOMException));
    reader.readAsDataURL(content);
  });

/** The person decides that what this version cannot read is not needed any more. */
export async function discardUnread(unread: UnreadItem): Promise<void> {
  await database.photos.bulkDelete(picturesNamed(unread));
  await database.items.delete(unread.n);
}

export const pictureOf = async (localId: string): Promise<Blob | undefined> =>
  (await database.photos.get(localId))?.content;

// ---- what is mine, without a network

export const keepWork = (work: KeptWork): Promise<string> => database.work.put(work);
export const keptWork = (personId: string): Promise<KeptWork | undefined> => database.work.get(personId);
/** What somebody saw does not stay on a shared phone; what they have not sent does. */
export const forgetWork = (personId: string): Promise<void> => database.work.delete(personId);
