import { Button, Group, Modal, Paper, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense } from 'react';
import type { TaskView } from '#contracts/tasks';
import { useMay } from '#web/session';
import { texts as shared } from '#web/texts';
import { ConfirmButton, formatDay, lazyPart, Link, Loading, tellDone } from '#web/ui';
import { waits as texts } from '../../texts/en/waits';
import { useEndWait } from './task.queries';

const WaitForm = lazyPart(async () => (await import('./wait-form')).WaitForm);

/** What an open task waits for from the firm, and how to let it wait or go on. Nothing for a task that is not open. */
export function FirmWait({ task }: { task: TaskView }) {
  const may = useMay();
  const end = useEndWait(task.id);
  const [opened, { open, close }] = useDisclosure(false);
  const wait = task.firmWait ?? null;
  if (task.status !== 'open' || (wait === null && !may('task.complete'))) return null;
  const dialog = (
    <Modal
      data-dialog="firm-wait"
      opened={opened}
      onClose={close}
      title={wait === null ? texts.beginTitle : texts.changeTitle}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      <Suspense fallback={<Loading />}>
        <WaitForm task={task} onDone={close} />
      </Suspense>
    </Modal>
  );
  if (wait === null) {
    return (
      <div className="no-print">
        <Button variant="default" onClick={open}>
          {texts.begin}
        </Button>
        {dialog}
      </div>
    );
  }
  return (
    <Paper withBorder p="sm" component="section" aria-label={texts.title}>
      <Group justify="space-between" gap="sm">
        <div style={{ flex: '1 1 220px' }}>
          <Text fw={600}>{texts.waitsFor(texts.for[wait.waitsFor])}</Text>
          <Text size="sm">
            {[
              `${texts.asked} ${formatDay(wait.askedOn)}`,
              wait.promisedOn === null ? texts.noPromise : texts.promised(formatDay(wait.promisedOn)),
              `${texts.chaser}: ${wait.chaser.name}`,
            ].join(' · ')}
          </Text>
          <Link to="/waits" search={{ campaign: task.campaignId }} size="sm">
            {texts.listLink}
          </Link>
        </div>
        {may('task.complete') && (
          <Group gap="xs">
            <ConfirmButton
              data-dialog="firm-wait-end"
              label={texts.end}
              title={texts.endTitle}
              question={texts.endText}
              confirm={texts.end}
              onConfirm={async () => {
                await end.mutateAsync();
                tellDone(texts.ended);
              }}
            />
            <Button variant="default" onClick={open}>
              {texts.change}
            </Button>
          </Group>
        )}
      </Group>
      {dialog}
    </Paper>
  );
}
