import type { UseFormReturnType } from '@mantine/form';
import { ProblemError } from '#web/api';
import { Failure, Link } from '#web/ui';
import { devices as texts } from '../../texts/en/devices';
import { deviceFields, type DeviceValues } from './device-form';

const isField = (path: string): boolean => (deviceFields as readonly string[]).includes(path);

/** What the API says of single fields goes to them. */
export function showFieldErrors(form: UseFormReturnType<DeviceValues>, error: unknown): void {
  if (!(error instanceof ProblemError)) return;
  for (const { path, message } of error.errors) if (isField(path)) form.setFieldError(path, message);
}

/** Why a record was not kept; of a pump that is there already, the way to it. */
export function DeviceRefusal({ error }: { error: unknown }) {
  const other =
    error instanceof ProblemError ? (error.extra['device'] as { id?: string } | undefined) : undefined;
  return (
    <>
      <Failure error={error} />
      {error instanceof ProblemError && error.code === 'device.known-already' && other?.id !== undefined && (
        <Link to="/devices/$deviceId" params={{ deviceId: other.id }}>
          {texts.otherDevice}
        </Link>
      )}
    </>
  );
}
