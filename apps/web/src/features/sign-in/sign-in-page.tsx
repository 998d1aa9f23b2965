import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useSession } from '#web/session';
import { texts } from '#web/texts';
import { Failure, Link } from '#web/ui';
import { Door } from './door';

export function SignInPage() {
  const { signIn } = useSession();
  const navigate = useNavigate();
  const { back } = useSearch({ from: '/sign-in' });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.currentTarget)) as {
      email: string;
      password: string;
    };
    setBusy(true);
    setError(null);
    try {
      const me = await signIn({ email: given.email, password: given.password });
      // the bare address asks for no page of its own: each role begins where its work is
      const asked = back === '/' ? undefined : back;
      await navigate({ to: asked ?? (me.role === 'technician' ? '/work' : '/'), replace: true });
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <Door title={texts.signIn.title}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <TextInput
            label={texts.signIn.email}
            name="email"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
          />
          <PasswordInput
            label={texts.signIn.password}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
          />
          {error !== null && <Failure error={error} />}
          <Button type="submit" loading={busy} size="md">
            {texts.signIn.submit}
          </Button>
          <Link to="/forgotten" size="sm">
            {texts.signIn.forgotten}
          </Link>
          <Text size="sm" c="dimmed">
            {texts.signIn.help}
          </Text>
        </Stack>
      </form>
    </Door>
  );
}
