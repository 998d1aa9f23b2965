import { Container, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { texts } from '#web/texts';

/** Characters of a title that is a whole sentence, such as a notice's; a phone shows it smaller. */
const LONG = 60;

/** A page: its title (also the window's), what can be done on it, and its content. */
export function Page({
  title,
  subtitle,
  actions,
  children,
  size = 1400,
}: {
  title: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  size?: number;
}) {
  useEffect(() => {
    document.title = `${title} · ${texts.shell.product}`;
  }, [title]);
  return (
    <Container size={size} px={0} w="100%">
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="sm">
          <div style={{ flex: '1 1 320px', minWidth: 0 }}>
            <Title order={1} data-long={title.length > LONG || undefined}>
              {title}
            </Title>
            {subtitle !== undefined && (
              <Text size="sm" c="dimmed" component="div" mt={4}>
                {subtitle}
              </Text>
            )}
          </div>
          {actions !== undefined && (
            <Group gap="xs" className="no-print">
              {actions}
            </Group>
          )}
        </Group>
        {children}
      </Stack>
    </Container>
  );
}
