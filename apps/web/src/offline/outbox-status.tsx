import { useQueryClient } from '@tanstack/react-query';
import { Link as RouterLink } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useMe } from '#web/session';
import { offline as texts } from '../texts/en/offline';
import { lazyPart, patiently, ToneBadge, useLater } from '#web/ui';
import { useLeavingQuestion } from './leaving';
import { keepsSomething, useOutbox } from './state';

const LeavingQuestion = lazyPart(async () => (await import('./leaving-question')).default);

/** How much work waits on this device to be sent, for everybody to see; nothing when there is none. It also keeps the sending going. */
export function OutboxStatus() {
  const me = useMe();
  const { id } = me;
  const asked = useLeavingQuestion() !== null;
  const { counts, own, others, stopped, broken } = useOutbox();
  // a device that keeps something shows it at once; the others have no hurry
  const due = useLater() || keepsSomething();
  useEffect(() => {
    if (!due) return;
    let stop: (() => void) | undefined;
    let gone = false;
    void patiently(() => import('./runtime')).then(({ startOutbox }) => {
      if (!gone) stop = startOutbox({ id });
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, [id, due]);
  useFreshTasks(own.filter(({ state }) => state === 'done').length);

  const need = counts.refused + counts.unread;
  const words =
    broken !== null
      ? texts.brokenShort
      : need > 0
        ? texts.needYou(need)
        : counts.sending > 0
          ? texts.sending(counts.sending + counts.waiting)
          : counts.waiting > 0
            ? stopped
              ? texts.signInToSend(counts.waiting)
              : texts.waiting(counts.waiting)
            : others > 0
              ? texts.ofOthers(others)
              : null;
  return (
    <>
      <span role="status">
        {words !== null && (
          <RouterLink
            to="/outbox"
            className="thumb-link"
            style={{ color: 'inherit', textDecoration: 'none' }}
          >
            <ToneBadge tone={broken !== null || need > 0 ? 'late' : counts.unsent > 0 ? 'soon' : 'info'}>
              {words}
            </ToneBadge>
          </RouterLink>
        )}
      </span>
      {asked && (
        <Suspense>
          <LeavingQuestion />
        </Suspense>
      )}
    </>
  );
}

/** What was sent has changed the tasks on the server: whatever shows them asks again. */
function useFreshTasks(done: number): void {
  const queries = useQueryClient();
  const before = useRef(done);
  useEffect(() => {
    if (done > before.current) {
      for (const key of ['tasks', 'task', 'devices', 'device', 'campaigns', 'campaign'])
        void queries.invalidateQueries({ queryKey: [key] });
    }
    before.current = done;
  }, [done, queries]);
}
