import { Group, Menu, Text, useMantineColorScheme } from '@mantine/core';
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
    <Menu
      position="bottom-end"
      // within the banner, and with nothing in it that is no item: a reader of the screen counts them
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      opened={opened}
      onChange={setOpened}
    >
      <Menu.Target>{phone ? <PersonIcon ref={button} /> : <PersonButton ref={button} />}</Menu.Target>
      <Menu.Dropdown data-dialog="person-menu">
        <Menu.Label>
          <Text size="xs">{texts.shell.signedInAs(me.name, texts.roles[me.role] ?? me.role)}</Text>
        </Menu.Label>
        <Menu.Item renderRoot={(props) => <RouterLink to="/profile" {...props} />}>
          {texts.shell.profile}
        </Menu.Item>
        <Menu.Divider />
        {schemes.map(({ value, label, icon: Icon }) => (
          <Menu.RadioItem
            key={value}
            value={value}
            checked={colorScheme === value}
            onChange={() => setColorScheme(value)}
            closeMenuOnClick
          >
            <Group gap="xs" wrap="nowrap">
              <Icon size={15} aria-hidden />
              {label}
            </Group>
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void leave()}>{texts.shell.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
