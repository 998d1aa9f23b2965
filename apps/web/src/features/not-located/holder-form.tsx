import { Button, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { DeviceDetail } from '#contracts/fleet';
import { awayStatuses, isAway, SetHolder } from '#contracts/holders';
import { faultsByField } from '#web/api';
import { Failure, tellDone } from '#web/ui';
import { notLocated as texts } from '../../texts/en/not-located';
import { useSetHolder } from './not-located.queries';

/** Records who has a pump: they are told of every campaign that it is in. */
export function HolderForm({ device, onClose }: { device: DeviceDetail; onClose: () => void }) {
  const set = useSetHolder(device.id);
  const [failure, setFailure] = useState<unknown>(null);
  const form = useForm({
    initialValues: {
      status: isAway(device.status) ? device.status : '',
      organisation: '',
      name: '',
      email: '',
      since: '',
      expectedBack: '',
      note: '',
    },
  });
  const send = form.onSubmit(async (values) => {
    setFailure(null);
    const given = Object.entries(values)
      .map(([key, value]) => [key, value.trim()] as const)
      .filter(([, value]) => value !== '');
    const read = SetHolder.safeParse({
      organisation: '',
      ...Object.fromEntries(given),
      version: device.version,
    });
    if (!read.success) {
      form.setErrors(
        Object.fromEntries(read.error.issues.map(({ path, message }) => [path.join('.'), message])),
      );
      return;
    }
    try {
      await set.mutateAsync(read.data);
      tellDone(texts.holderSaved);
      onClose();
    } catch (error) {
      const faults = faultsByField(error);
      if (faults !== null) form.setErrors(faults);
      else setFailure(error);
    }
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <Text size="sm">{texts.setHolderText}</Text>
        <Select
          label={texts.status}
          allowDeselect={false}
          data={awayStatuses.map((value) => ({ value, label: texts.statuses[value] }))}
          {...form.getInputProps('status')}
        />
        <TextInput
          label={texts.organisation}
          required
          data-autofocus
          {...form.getInputProps('organisation')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput label={texts.contact} {...form.getInputProps('name')} />
          <TextInput
            type="email"
            label={texts.email}
            description={texts.emailHint}
            {...form.getInputProps('email')}
          />
          <TextInput type="date" label={texts.since} {...form.getInputProps('since')} />
          <TextInput type="date" label={texts.expectedBack} {...form.getInputProps('expectedBack')} />
        </SimpleGrid>
        <Textarea label={texts.note} autosize minRows={2} {...form.getInputProps('note')} />
        {failure !== null && <Failure error={failure} />}
        <Group justify="flex-end">
          <Button type="submit" loading={set.isPending}>
            {texts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
