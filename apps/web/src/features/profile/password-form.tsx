import { Button, Group, Paper, PasswordInput, SimpleGrid, Stack, Title } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { ChangePassword } from '#contracts/identity';
import { request } from '#web/api';
import { Failure, tellDone } from '#web/ui';
import { profile } from '../../texts/en/people';

export function PasswordForm() {
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: schemaResolver(ChangePassword, { sync: true }),
  });
  const saving = useMutation({
    mutationFn: (body: ChangePassword) => request('POST', 'me/password', { body }),
    onSuccess: () => {
      form.reset();
      tellDone(profile.passwordChanged);
    },
  });
  return (
    <Paper withBorder p="md">
      <form noValidate onSubmit={form.onSubmit((values) => saving.mutate(values))}>
        <Stack>
          <Title order={2} size="h3">
            {profile.password}
          </Title>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <PasswordInput
              label={profile.currentPassword}
              autoComplete="current-password"
              {...form.getInputProps('currentPassword')}
            />
            <PasswordInput
              label={profile.newPassword}
              description={profile.newPasswordHelp}
              autoComplete="new-password"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              {...form.getInputProps('newPassword')}
            />
          </SimpleGrid>
          {saving.error !== null && <Failure error={saving.error} />}
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={saving.isPending}>
              {profile.changePassword}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
