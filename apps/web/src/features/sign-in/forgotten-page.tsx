import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { request } from '#web/api';
import { texts } from '#web/texts';
import { Failure, Link } from '#web/ui';
import { Door } from './door';

/** Asks for a link to set a password. Whether the address is known is not told. */
export function ForgottenPage() {
  const asking = useMutation({
    mutationFn: (email: string) => request('POST', 'password-resets', { body: { email } }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { email } = Object.fromEntries(new FormData(event.currentTarget)) as { email: string };
    asking.mutate(email);
  };
  return (
    <Door title={texts.signIn.forgottenTitle}>
      {asking.isSuccess ? (
        <Text role="status">{texts.signIn.linkOnItsWay}</Text>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm">{texts.signIn.forgottenHelp}</Text>
            <TextInput
              label={texts.signIn.email}
              name="email"
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
            />
            {asking.error !== null && <Failure error={asking.error} />}
            <Button type="submit" loading={asking.isPending}>
              {texts.signIn.sendLink}
            </Button>
          </Stack>
        </form>
      )}
      <Link to="/sign-in" size="sm">
        {texts.signIn.toSignIn}
      </Link>
    </Door>
  );
}
