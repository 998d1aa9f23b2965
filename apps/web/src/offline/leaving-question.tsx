import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { offline as texts } from '../texts/en/offline';
import { useLeavingQuestion } from './leaving';

/** Asks whoever signs out while work of theirs waits on this device. */
export default function LeavingQuestion() {
  const asked = useLeavingQuestion();
  return (
    <Modal
      data-dialog="leave-unsent"
      opened={asked !== null}
      onClose={() => asked?.answer(false)}
      title={texts.leavingTitle}
      closeButtonProps={{ 'aria-label': texts.stay }}
    >
      <Stack>
        <Text size="sm">{texts.leaving(asked?.unsent ?? 0)}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => asked?.answer(true)}>
            {texts.leave}
          </Button>
          <Button onClick={() => asked?.answer(false)} data-autofocus>
            {texts.stay}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
