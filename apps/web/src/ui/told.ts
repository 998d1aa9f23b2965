import { notifications } from '@mantine/notifications';
import { NoAnswerError, ProblemError } from '#web/api';
import { withDays } from '#web/locale';
import { texts } from '#web/texts';

const closeButtonProps = { 'aria-label': texts.common.close };

/** Says in passing that something was done. */
export function tellDone(message: string): void {
  notifications.show({ message, color: 'green', closeButtonProps });
}

/** Says that something failed, what to do, and the request id; stays until it is closed. */
export function tellFailure(error: unknown, title: string = texts.common.failedTitle): void {
  const known = error instanceof ProblemError || error instanceof NoAnswerError;
  const id =
    error instanceof ProblemError && error.requestId !== null
      ? ` ${texts.common.requestId(error.requestId)}`
      : '';
  notifications.show({
    title,
    message: `${known ? withDays(error.message) : texts.common.unexpected}${id}`,
    color: 'red',
    autoClose: false,
    closeButtonProps,
  });
}
