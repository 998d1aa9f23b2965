import {
  ActionIcon,
  AppShell,
  Button,
  Divider,
  Group,
  Menu,
  NavLink,
  ScrollArea,
  Text,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import { Link as RouterLink, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { CircleUser, Monitor, Moon, MoreHorizontal, Search, Sun, WifiOff } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { OutboxStatus, useLeaving } from '#web/offline';
import { useMe } from '#web/session';
import { texts } from '#web/texts';
import { preferLocale, ToneBadge } from '#web/ui';
import { allowed, type Place, places, thumbPlaces } from './navigation';
import classes from './shell.module.css';

/** The frame of every page: navigation at the side, under the thumb on a phone, and what is always in sight. */
export function Shell() {
  const me = useMe();
  preferLocale(me.locale);
  const [opened, { toggle, close }] = useDisclosure(false);
  const address = useRouterState({ select: ({ location }) => location.pathname });
  const { online } = useNetwork();
  useEffect(close, [address, close]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a href="#content" className="skip-link">
        {texts.shell.skip}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap">
            <RouterLink to="/" className={classes['brand']}>
              <img src="/icon.svg" alt="" width={26} height={26} />
              <span className={classes['name']}>{texts.shell.product}</span>
            </RouterLink>
          </Group>
          <FindPump />
          <Group gap="xs" wrap="nowrap">
            {!online && (
              <ToneBadge tone="soon">
                <WifiOff size={12} aria-hidden /> {texts.shell.offline}
              </ToneBadge>
            )}
            <OutboxStatus />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        <ScrollArea>
          <nav aria-label={texts.shell.mainNavigation}>
            <PlaceLinks list={allowed(places.main, me)} address={address} />
            <Divider my="xs" label={texts.shell.administration} labelPosition="left" />
            <PlaceLinks list={allowed(places.administration, me)} address={address} />
          </nav>
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes['main'] ?? ''}>
        <Outlet />
      </AppShell.Main>
      <nav aria-label={texts.shell.more} className={classes['thumbs']}>
        {thumbPlaces(me).map(({ to, label, icon: Icon }) => (
          <RouterLink
            key={to}
            to={to}
            className={classes['thumb']}
            aria-current={isAt(to, address) ? 'page' : undefined}
          >
            <Icon size={20} aria-hidden />
            {label}
          </RouterLink>
        ))}
        <button type="button" className={classes['thumb']} onClick={toggle} aria-expanded={opened}>
          <MoreHorizontal size={20} aria-hidden />
          {texts.shell.more}
        </button>
      </nav>
    </AppShell>
  );
}

const isAt = (to: string, address: string): boolean =>
  to === '/' ? address === '/' : address === to || address.startsWith(`${to}/`);

function PlaceLinks({ list, address }: { list: Place[]; address: string }) {
  return list.map(({ to, label, icon: Icon }) => (
    <NavLink
      key={to}
      renderRoot={(props) => <RouterLink to={to} {...props} />}
      label={label}
      leftSection={<Icon size={17} aria-hidden />}
      active={isAt(to, address)}
      aria-current={isAt(to, address) ? 'page' : undefined}
    />
  ));
}

/** By any identifier, from everywhere; "/" leads here. */
function FindPump() {
  const navigate = useNavigate();
  const [q, setQ] = useState('');
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      document.getElementById('find-pump')?.focus();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  const find = (event: FormEvent) => {
    event.preventDefault();
    if (q.trim() !== '') void navigate({ to: '/devices', search: { q: q.trim() } as never });
  };
  return (
    <form role="search" onSubmit={find} className={classes['find']}>
      <TextInput
        id="find-pump"
        type="search"
        size="xs"
        aria-label={texts.shell.findPump}
        placeholder={texts.shell.findPumpHint}
        leftSection={<Search size={14} aria-hidden />}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
    </form>
  );
}

function PersonMenu() {
  const me = useMe();
  const leave = useLeaving();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes = [
    { value: 'light', label: texts.shell.light, icon: Sun },
    { value: 'dark', label: texts.shell.dark, icon: Moon },
    { value: 'auto', label: texts.shell.asDevice, icon: Monitor },
  ] as const;
  const role = texts.roles[me.role] ?? me.role;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<CircleUser size={16} aria-hidden />}
          className={classes['person'] ?? ''}
          visibleFrom="sm"
        >
          {me.name}
        </Button>
      </Menu.Target>
      <Menu.Target>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={texts.shell.signedInAs(me.name, role)}
          hiddenFrom="sm"
        >
          <CircleUser size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="xs">{texts.shell.signedInAs(me.name, role)}</Text>
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
