import {
  Button,
  Checkbox,
  Group,
  Modal,
  Paper,
  Stack,
  Text,
  Textarea,
  TextInput,
  Timeline,
  Title,
} from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { AddCommunication, type NoticeView } from '#contracts/notices';
import { ProblemError } from '#web/api';
import { useMay } from '#web/session';
import { texts as shared } from '#web/texts';
import { Failure, tellDone } from '#web/ui';
import { notices as texts } from '../../texts/en/notices';
import { formatDayOrMonth } from './notice-words';
import { useAddCommunication } from './notices.queries';

/** The communications of a notice, newest first: a later one can change scope and instructions. */
export function Letters({ notice }: { notice: NoticeView }) {
  const may = useMay();
  const letters = notice.communications.toSorted((a, b) => b.date.localeCompare(a.date));
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>{texts.lettersTitle}</Title>
          {may('notice.write') && <AddLetter noticeId={notice.id} />}
        </Group>
        {letters.length === 0 ? (
          <Text size="sm" c="dimmed">
            {texts.noLetters}
          </Text>
        ) : (
          <Timeline bulletSize={14} lineWidth={2} active={letters.length}>
            {letters.map(({ id, date, kind, summary }) => (
              <Timeline.Item
                key={id}
                title={
                  <Text fw={600} size="sm">
                    {formatDayOrMonth(date)}: {kind}
                  </Text>
                }
              >
                <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
                  {summary}
                </Text>
              </Timeline.Item>
            ))}
          </Timeline>
        )}
      </Stack>
    </Paper>
  );
}

function AddLetter({ noticeId }: { noticeId: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        {texts.addLetter}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={texts.addLetter}
        keepMounted
        closeButtonProps={{ 'aria-label': shared.common.close }}
      >
        <LetterForm noticeId={noticeId} onDone={close} />
      </Modal>
    </>
  );
}

function LetterForm({ noticeId, onDone }: { noticeId: string; onDone: () => void }) {
  const add = useAddCommunication(noticeId);
  const [monthOnly, setMonthOnly] = useState(false);
  const form = useForm({
    initialValues: { date: '', kind: '', summary: '' },
    validate: schemaResolver(AddCommunication, { sync: true }),
  });
  const send = form.onSubmit(async (letter) => {
    try {
      await add.mutateAsync(letter);
    } catch (error) {
      if (error instanceof ProblemError)
        form.setErrors(Object.fromEntries(error.errors.map(({ path, message }) => [path, message])));
      return;
    }
    form.reset();
    tellDone(texts.letterAdded);
    onDone();
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <TextInput
          type={monthOnly ? 'month' : 'date'}
          label={monthOnly ? texts.letterMonth : texts.letterDate}
          required
          data-autofocus
          {...form.getInputProps('date')}
        />
        <Checkbox
          label={texts.letterMonthOnly}
          checked={monthOnly}
          onChange={(event) => {
            setMonthOnly(event.currentTarget.checked);
            form.setFieldValue('date', '');
          }}
        />
        <TextInput
          label={texts.letterKind}
          description={texts.letterKindHint}
          required
          {...form.getInputProps('kind')}
        />
        <Textarea
          label={texts.letterSummary}
          autosize
          minRows={3}
          maxRows={12}
          {...form.getInputProps('summary')}
        />
        {add.error !== null && <Failure error={add.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending}>
            {texts.addLetter}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
