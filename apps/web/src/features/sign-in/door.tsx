import { Container, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { texts } from '#web/texts';

/** The frame of the pages before signing in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${texts.shell.product}`;
  }, [title]);
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
          <Stack>
            <Title order={1} size="h2">
              {title}
            </Title>
            {children}
          </Stack>
        </Paper>
      </Stack>
    </Container>
  );
}
