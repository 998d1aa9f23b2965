import { ActionIcon, Button } from '@mantine/core';
import { CircleUser } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useMe } from '#web/session';
import { texts } from '#web/texts';
import classes from './shell.module.css';

/** With the name, where there is room for it. */
export function PersonButton(props: ComponentProps<'button'>) {
  const { name } = useMe();
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<CircleUser size={16} aria-hidden />}
      className={classes['person'] ?? ''}
      visibleFrom="sm"
      {...props}
    >
      {name}
    </Button>
  );
}

/** The same on a phone. */
export function PersonIcon(props: ComponentProps<'button'>) {
  const { name, role } = useMe();
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={texts.shell.signedInAs(name, texts.roles[role] ?? role)}
      hiddenFrom="sm"
      {...props}
    >
      <CircleUser size={18} aria-hidden />
    </ActionIcon>
  );
}
