import { Menu, Text, useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link as RouterLink } from '@tanstack/react-router';
import { Monitor, Moon, Sun } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLeaving } from '#web/offline';
import { useMe } from '#web/session';
import { texts } from '#web/texts';
import { PersonButton, PersonIcon } from './person-buttons';

/** The menu of whoever is signed in; it opens as soon as it is there, from the button that was pressed. */
export default function PersonMenu() {
  const me = useMe();
  const leave = useLeaving();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [opened, setOpened] = useState(false);
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // closing gives the focus back to where it was
    button.current?.focus();
    const opening = setTimeout(() => setOpened(true));
    return () => clearTimeout(opening);
  }, []);
  const schemes = [
    { value: 'light', label: texts.shell.light, icon: Sun },
    { value: 'dark', label: texts.shell.dark, icon: Moon },
    { value: 'auto', label: texts.shell.asDevice, icon: Monitor },
  ] as const;
  return (
    <Menu position="bottom-end" withinPortal opened={opened} onChange={setOpened}>
      <Menu.Target>{phone ? <PersonIcon ref={button} /> : <PersonButton ref={button} />}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="xs">{texts.shell.signedInAs(me.name, texts.roles[me.role] ?? me.role)}</Text>
        </Menu.Label>
        <Menu.Item renderRoot={(props) => <RouterLink to="/profile" {...props} />}>
          {texts.shell.profile}
        </Menu.Item>
        <Menu.Divider />
        {schemes.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Icon size={15} aria-hidden />}
            rightSection={colorScheme === value ? '✓' : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void leave()}>{texts.shell.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
