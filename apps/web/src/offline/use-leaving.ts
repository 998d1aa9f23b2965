import { useNavigate } from '@tanstack/react-router';
import { useSession } from '#web/session';
import { tellFailure } from '#web/ui';

/** Signs out and shows the sign-in page. */
export function useLeaving(): () => Promise<void> {
  const { signOut } = useSession();
  const navigate = useNavigate();
  return async () => {
    try {
      await signOut();
      await navigate({ to: '/sign-in' });
    } catch (error) {
      tellFailure(error);
    }
  };
}
