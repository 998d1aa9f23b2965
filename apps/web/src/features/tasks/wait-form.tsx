import { Button, Group, Radio, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { WaitForFirm } from '#contracts/campaign-changes';
import { type TaskView, waitReasons } from '#contracts/tasks';
import { faultsByField } from '#web/api';
import { PersonSelect } from '#web/features/people';
import { Failure, tellDone } from '#web/ui';
import { waits as texts } from '../../texts/en/waits';
import { useWait } from './task.queries';

/** What the firm still has to do, by when it promised, and who asks. Begins with what is there when it is changed. */
export function WaitForm({ task, onDone }: { task: TaskView; onDone: () => void }) {
  const wait = useWait(task.id);
  const [failure, setFailure] = useState<unknown>(null);
  const form = useForm({
    initialValues: {
      for: (task.firmWait?.waitsFor ?? null) as WaitForFirm['for'] | null,
      askedOn: task.firmWait?.askedOn ?? '',
      promisedOn: task.firmWait?.promisedOn ?? '',
      note: '',
      chaserId: task.firmWait?.chaser.id ?? null,
    },
  });
  const send = form.onSubmit(async (values) => {
    setFailure(null);
    const body = {
      version: task.version,
      for: values.for,
      ...(values.askedOn === '' ? {} : { askedOn: values.askedOn }),
      promisedOn: values.promisedOn === '' ? null : values.promisedOn,
      ...(values.note.trim() === '' ? {} : { note: values.note.trim() }),
      ...(values.chaserId === null ? {} : { chaserId: values.chaserId }),
    };
    const read = WaitForFirm.safeParse(body);
    if (!read.success) {
      form.setErrors(
        Object.fromEntries(
          read.error.issues.map(({ path, message }) => [
            path.join('.'),
            path[0] === 'for' ? texts.sayWhat : message,
          ]),
        ),
      );
      return;
    }
    try {
      await wait.mutateAsync(read.data);
      tellDone(texts.begun);
      onDone();
    } catch (error) {
      const faults = faultsByField(error);
      if (faults !== null) form.setErrors(faults);
      else setFailure(error);
    }
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <Text size="sm">{texts.beginText}</Text>
        <Radio.Group
          label={texts.whatFor}
          required
          value={form.values.for ?? ''}
          onChange={(value) => form.setFieldValue('for', value as WaitForFirm['for'])}
          error={form.errors['for']}
        >
          <Group gap="md" mt={6}>
            {waitReasons.map((reason, at) => (
              <Radio
                key={reason}
                value={reason}
                label={texts.for[reason]}
                {...(at === 0 ? { 'data-autofocus': true } : {})}
              />
            ))}
          </Group>
        </Radio.Group>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            type="date"
            label={texts.askedOn}
            description={texts.askedHint}
            {...form.getInputProps('askedOn')}
          />
          <TextInput
            type="date"
            label={texts.promisedOn}
            description={texts.promisedHint}
            {...form.getInputProps('promisedOn')}
          />
        </SimpleGrid>
        <PersonSelect
          label={texts.chaser}
          description={texts.chaserHint}
          site={task.site?.id ?? null}
          value={form.values.chaserId}
          onChange={(id) => form.setFieldValue('chaserId', id)}
          error={form.errors['chaserId']}
        />
        <Textarea
          label={texts.note}
          description={texts.noteHint}
          autosize
          minRows={2}
          maxLength={2000}
          {...form.getInputProps('note')}
        />
        {failure !== null && <Failure error={failure} />}
        <Group justify="flex-end">
          <Button type="submit" loading={wait.isPending}>
            {texts.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
