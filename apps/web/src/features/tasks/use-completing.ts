import { useCallback, useState } from 'react';
import type { TaskView } from '#contracts/tasks';
import { newKey } from '#web/api';
import {
  notesOf,
  offlineRuntime,
  type OutboxItem,
  outboxView,
  untilOutbox,
  useOutbox,
  type Work,
} from '#web/offline';
import { useMe } from '#web/session';
import { type Draft, toCompletion } from './completion-form';
import type { Picture } from './photo';

/** How long a person waits for the server's word before the work goes on in the background. */
const PATIENCE_MS = 4_000;

/** sent: the server has it. kept: it waits on this device. refused: a person has to decide; it is shown beside the form. */
export type Completed = 'sent' | 'kept' | 'refused';

/** What became of it, and what the server told besides. */
export interface Completing {
  completed: Completed;
  notes: string[];
}

/**
 * The one way to close a task: it is kept on this device first, then sent, so that a lost answer or a closed browser
 * does no harm. What was refused is sent again, changed, as the same piece of work; `takenOut` are those of its pictures
 * that the person does not want to go with it any more.
 */
export function useCompleting(task: TaskView) {
  const me = useMe();
  const { own } = useOutbox();
  const [busy, setBusy] = useState(false);
  const refused = own.findLast(
    ({ state, work }) => state === 'refused' && work.kind === 'completion' && work.taskId === task.id,
  );
  const complete = useCallback(
    async (draft: Draft, pictures: readonly Picture[], takenOut: readonly string[]): Promise<Completing> => {
      setBusy(true);
      try {
        const { addWork, sendAgain } = await offlineRuntime();
        const work = toWork(task, draft, pictures, takenOut, refused);
        const contents = pictures.map(({ localId, content }) => ({ localId, content }));
        const id = refused === undefined ? (await addWork(me, work, contents)).id : refused.id;
        if (refused !== undefined) await sendAgain(refused, work, contents);
        await untilOutbox(
          ({ items, stopped }) =>
            stopped || isSettled(items.find((item) => item.id === id && item.key !== refused?.key)),
          navigator.onLine ? PATIENCE_MS : 300,
        );
        const now = outboxView().items.find((item) => item.id === id);
        const notes = now === undefined ? [] : notesOf(now);
        if (now?.state === 'refused') return { completed: 'refused', notes };
        return { completed: now?.state === 'done' ? 'sent' : 'kept', notes };
      } finally {
        setBusy(false);
      }
    },
    [me, task, refused],
  );
  return { complete, busy, refused };
}

const isSettled = (item: OutboxItem | undefined): boolean =>
  item?.state === 'done' || item?.state === 'refused' || (item?.state === 'waiting' && item.tries > 0);

function toWork(
  task: TaskView,
  draft: Draft,
  pictures: readonly Picture[],
  takenOut: readonly string[],
  before: OutboxItem | undefined,
): Work {
  // when it was done stays, however often it has to be sent
  const done = before?.at ?? new Date().toISOString();
  const known = before?.work.kind === 'completion' ? before.work.photos : [];
  return {
    kind: 'completion',
    taskId: task.id,
    seen: task,
    body: toCompletion(task, draft, done),
    photos: [
      ...known.filter(
        ({ localId }) =>
          !takenOut.includes(localId) && !pictures.some((picture) => picture.localId === localId),
      ),
      ...pictures.map(
        ({ localId, field }) =>
          known.find((photo) => photo.localId === localId) ?? { localId, field, key: newKey(), sent: null },
      ),
    ],
  };
}
