import { useNavigate } from '@tanstack/react-router';
import { useMe, useSession } from '#web/session';
import { tellFailure } from '#web/ui';
import { askToLeave } from './leaving';
import { outboxView, ownOutbox } from './state';

/**
 * Signs out and shows the sign-in page. Who has work on this device that was not sent is asked first; it stays, and is
 * sent when the same person signs in here again. The list of their tasks goes.
 */
export function useLeaving(): () => Promise<void> {
  const { signOut } = useSession();
  const me = useMe();
  const navigate = useNavigate();
  return async () => {
    try {
      const { unsent } = ownOutbox(outboxView(), me).counts;
      if (unsent > 0 && !(await askToLeave(unsent))) return;
      await signOut();
      const { forgetWork } = await import('./runtime');
      await forgetWork(me.id).catch(() => undefined);
      await navigate({ to: '/sign-in' });
    } catch (error) {
      tellFailure(error);
    }
  };
}
