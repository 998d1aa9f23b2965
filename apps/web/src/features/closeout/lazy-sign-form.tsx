import { type ComponentProps, lazy, Suspense } from 'react';
import { LoadingRows } from '#web/ui';
import type { SignForm as Form } from './sign-form';

const Loaded = lazy(async () => ({ default: (await import('./sign-form')).SignForm }));

/** The form of a signature; it comes when a dialog that needs it is opened. */
export function SignForm(props: ComponentProps<typeof Form>) {
  return (
    <Suspense fallback={<LoadingRows rows={3} />}>
      <Loaded {...props} />
    </Suspense>
  );
}
