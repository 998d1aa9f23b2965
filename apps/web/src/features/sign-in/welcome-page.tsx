import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { SetPasswordByLink } from '#contracts/account-links';
import { request } from '#web/api';
import { texts } from '#web/texts';
import { Failure, Link, LinkButton } from '#web/ui';
import { Door } from './door';

/** Where the link of an invitation or a reset leads: the person chooses a password, once. */
export function WelcomePage() {
  const { token } = useSearch({ from: '/welcome' });
  const form = useForm({
    initialValues: { password: '' },
    validate: schemaResolver(SetPasswordByLink, { sync: true }),
  });
  const setting = useMutation({
    mutationFn: (body: SetPasswordByLink) =>
      request('POST', `password-resets/${encodeURIComponent(token ?? '')}`, { body }),
  });
  if (token === undefined) {
    return (
      <Door title={texts.signIn.welcomeTitle}>
        <Alert color="red" variant="outline">
          {texts.signIn.noToken}
        </Alert>
        <Link to="/forgotten">{texts.signIn.askAgain}</Link>
      </Door>
    );
  }
  if (setting.isSuccess) {
    return (
      <Door title={texts.signIn.welcomeTitle}>
        <Text role="status">{texts.signIn.passwordSet}</Text>
        <LinkButton to="/sign-in">{texts.signIn.toSignIn}</LinkButton>
      </Door>
    );
  }
  return (
    <Door title={texts.signIn.welcomeTitle}>
      <form noValidate onSubmit={form.onSubmit((body) => setting.mutate(body))}>
        <Stack>
          <PasswordInput
            label={texts.signIn.newPassword}
            description={texts.signIn.newPasswordHelp}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          {setting.error !== null && (
            <>
              <Failure error={setting.error} />
              <Link to="/forgotten">{texts.signIn.askAgain}</Link>
            </>
          )}
          <Button type="submit" loading={setting.isPending}>
            {texts.signIn.setPassword}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
