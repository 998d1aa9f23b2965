import { Button, Container, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useSession } from '#web/session';
import { texts } from '#web/texts';
import { Failure } from '#web/ui';

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
      await navigate({ to: back ?? (me.role === 'technician' ? '/work' : '/'), replace: true });
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <Container component="main" size={420} py={{ base: 'md', sm: 80 }}>
      <Stack>
        <Group gap="sm">
          <img src="/icon.svg" alt="" width={36} height={36} />
          <Text fw={700} size="xl">
            {texts.shell.product}
          </Text>
        </Group>
        <Paper withBorder p="lg">
          <form onSubmit={(event) => void submit(event)}>
            <Stack>
              <Title order={1} size="h2">
                {texts.signIn.title}
              </Title>
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
              <Text size="sm" c="dimmed">
                {texts.signIn.help}
              </Text>
            </Stack>
          </form>
        </Paper>
      </Stack>
    </Container>
  );
}
