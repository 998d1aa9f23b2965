import {
  Button,
  Group,
  NumberInput,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type MeView, PatchMe } from '#contracts/identity';
import { request } from '#web/api';
import { LeaveForm, timeZones } from '#web/features/people';
import { meQuery, useMe } from '#web/session';
import { texts } from '#web/texts';
import { Failure, formatDay, Page, tellDone } from '#web/ui';
import { people, profile } from '../../texts/en/people';
import { PasswordForm } from './password-form';
import { Tokens } from './tokens';

/** What a person decides about themself. */
export function ProfilePage() {
  const me = useMe();
  const queries = useQueryClient();
  const patch = async (body: PatchMe): Promise<void> => {
    queries.setQueryData(meQuery.queryKey, await request<MeView>('PATCH', 'me', { body }));
  };
  return (
    <Page title={profile.title} subtitle={profile.subtitle} size={900}>
      <Paper withBorder p="md">
        <Text fw={600}>{me.name}</Text>
        <Text size="sm">
          {me.email} · {texts.roles[me.role]}
        </Text>
        <Text size="sm" c="dimmed">
          {profile.yourSites}: {me.allSites ? people.allSites : me.sites.map(({ name }) => name).join(', ')}
        </Text>
        {me.standingInFor.map(({ person, from, to }) => (
          <Text size="sm" key={person.id} mt="xs">
            {people.standingIn(person.name, formatDay(from), formatDay(to))}
          </Text>
        ))}
      </Paper>
      <Preferences me={me} onSave={patch} />
      <LeaveForm leave={me.leave} onSet={(leave) => patch({ leave })} />
      <PasswordForm />
      <Tokens />
    </Page>
  );
}

function Preferences({ me, onSave }: { me: MeView; onSave: (body: PatchMe) => Promise<void> }) {
  const form = useForm({
    initialValues: { timeZone: me.timeZone, digestHour: me.digestHour, locale: me.locale ?? '' },
    validate: (values) =>
      schemaResolver(PatchMe, { sync: true })({ ...values, locale: values.locale || null }),
  });
  const saving = useMutation({
    mutationFn: (values: typeof form.values) => onSave({ ...values, locale: values.locale || null }),
    onSuccess: () => tellDone(profile.saved),
  });
  return (
    <Paper withBorder p="md">
      <form noValidate onSubmit={form.onSubmit((values) => saving.mutate(values))}>
        <Stack>
          <Title order={2} size="h3">
            {profile.reminders}
          </Title>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <Select
              searchable
              clearable
              limit={50}
              label={people.timeZone}
              description={people.timeZoneHelp}
              data={timeZones()}
              {...form.getInputProps('timeZone')}
            />
            <NumberInput
              min={0}
              max={23}
              label={people.digestHour}
              description={people.digestHourHelp}
              value={form.values.digestHour ?? ''}
              onChange={(hour) => form.setFieldValue('digestHour', hour === '' ? null : Number(hour))}
              error={form.errors['digestHour']}
            />
            <TextInput
              label={people.locale}
              description={people.localeHelp}
              {...form.getInputProps('locale')}
            />
          </SimpleGrid>
          {saving.error !== null && <Failure error={saving.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={saving.isPending}>
              {texts.common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
