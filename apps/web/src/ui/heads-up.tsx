import { Alert, type AlertProps } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';

/** Something to know before going on: no failure, and no colour that the words depend on. */
export function HeadsUp(props: Omit<AlertProps, 'color' | 'variant' | 'icon'>) {
  return (
    <Alert
      color="yellow"
      variant="outline"
      icon={<TriangleAlert aria-hidden />}
      styles={{
        title: { color: 'var(--mantine-color-text)' },
        icon: { color: 'var(--app-soon)' },
        message: { color: 'var(--mantine-color-text)' },
      }}
      {...props}
    />
  );
}
