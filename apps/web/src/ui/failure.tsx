import { Alert, Button, Group, Text } from '@mantine/core';
import { CircleAlert, WifiOff } from 'lucide-react';
import { NoAnswerError, ProblemError } from '#web/api';
import { withDays } from '#web/locale';
import { texts } from '#web/texts';

/** What went wrong, what to do, and the request id to tell. `onRetry` where trying again makes sense. */
export function Failure({ error, title, onRetry }: { error: unknown; title?: string; onRetry?: () => void }) {
  const offline = error instanceof NoAnswerError;
  const known = offline || error instanceof ProblemError;
  return (
    <Alert
      role="alert"
      color={offline ? 'gray' : 'red'}
      variant="outline"
      icon={offline ? <WifiOff aria-hidden /> : <CircleAlert aria-hidden />}
      title={title ?? texts.common.failedTitle}
    >
      <Text size="sm">{known ? withDays(error.message) : texts.common.unexpected}</Text>
      {error instanceof ProblemError &&
        error.errors.map(({ path, message }) => (
          <Text size="sm" key={`${path} ${message}`}>
            {withDays(path === '' ? message : `${path}: ${message}`)}
          </Text>
        ))}
      <Group mt="xs" gap="md">
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {texts.common.retry}
          </Button>
        )}
        {error instanceof ProblemError && error.requestId !== null && (
          <Text size="xs" c="dimmed">
            {texts.common.requestId(error.requestId)}
          </Text>
        )}
      </Group>
    </Alert>
  );
}
