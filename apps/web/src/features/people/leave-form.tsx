import { Button, Group, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type LeaveView, SetLeave } from '#contracts/leave';
import { Failure, formatDay, tellDone } from '#web/ui';
import { people } from '../../texts/en/people';
import { PersonSelect } from './person-select';

/** A leave and who stands in: shown, set and ended. `onSet` saves it and resolves when what is shown is up to date. */
export function LeaveForm({
  leave,
  onSet,
}: {
  leave: LeaveView | null;
  onSet: (leave: SetLeave | null) => Promise<unknown>;
}) {
  const form = useForm({
    initialValues: { from: leave?.from ?? '', to: leave?.to ?? '', standInId: leave?.standIn.id ?? '' },
    validate: schemaResolver(SetLeave, { sync: true }),
  });
  const saving = useMutation({
    mutationFn: (value: SetLeave | null) => onSet(value),
    onSuccess: (_, value) => {
      tellDone(value === null ? people.leaveEnded : people.leaveSet);
      if (value === null) form.setValues({ from: '', to: '', standInId: '' });
    },
  });
  return (
    <Paper withBorder p="md">
      <form noValidate onSubmit={form.onSubmit((value) => saving.mutate(value))}>
        <Stack gap="sm">
          <Title order={2} size="h3">
            {people.leave}
          </Title>
          <Text size="sm" c="dimmed">
            {people.leaveHelp}
          </Text>
          {leave !== null && (
            <Text size="sm" fw={600}>
              {leave.now
                ? people.leaveNow(leave.standIn.name, formatDay(leave.to))
                : people.leaveLater(leave.standIn.name, formatDay(leave.from), formatDay(leave.to))}
            </Text>
          )}
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput type="date" label={people.leaveFrom} {...form.getInputProps('from')} />
            <TextInput type="date" label={people.leaveTo} {...form.getInputProps('to')} />
            <PersonSelect
              label={people.standIn}
              value={form.values.standInId === '' ? null : form.values.standInId}
              onChange={(id) => form.setFieldValue('standInId', id ?? '')}
              error={form.errors['standInId']}
            />
          </SimpleGrid>
          {saving.error !== null && <Failure error={saving.error} />}
          <Group>
            <Button type="submit" variant="default" loading={saving.isPending}>
              {people.setLeave}
            </Button>
            {leave !== null && (
              <Button variant="subtle" onClick={() => saving.mutate(null)} disabled={saving.isPending}>
                {people.endLeave}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
