import { Divider, Group, TextInput } from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import { Link as RouterLink, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { MoreHorizontal, Search, WifiOff } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { OutboxStatus } from '#web/offline';
import { useMe } from '#web/session';
import { texts } from '#web/texts';
import { preferLocale, preferZone, ToneBadge } from '#web/ui';
import { allowed, type Place, places, thumbPlaces } from './navigation';
import { Person } from './person';
import classes from './shell.module.css';

/** The frame of every page: navigation at the side, under the thumb on a phone, and what is always in sight. */
export function Shell() {
  const me = useMe();
  preferLocale(me.locale);
  preferZone(me.timeZone);
  const [opened, { toggle, close }] = useDisclosure(false);
  const address = useRouterState({ select: ({ location }) => location.pathname });
  const { online } = useNetwork();
  useEffect(close, [address, close]);
  return (
    <>
      <a href="#content" className="skip-link">
        {texts.shell.skip}
      </a>
      <header className={classes['header']}>
        <RouterLink to="/" className={classes['brand']}>
          <img src="/icon.svg" alt="" width={26} height={26} />
          <span className={classes['name']}>{texts.shell.product}</span>
        </RouterLink>
        <FindPump />
        <Group gap="xs" wrap="nowrap">
          {!online && (
            <ToneBadge tone="soon">
              <WifiOff size={12} aria-hidden /> {texts.shell.offline}
            </ToneBadge>
          )}
          <OutboxStatus />
          <Person />
        </Group>
      </header>
      <nav
        aria-label={texts.shell.mainNavigation}
        className={classes['places']}
        data-opened={opened || undefined}
      >
        <PlaceLinks list={allowed(places.main, me)} address={address} onGo={close} />
        <Divider my="xs" label={texts.shell.administration} labelPosition="left" />
        <PlaceLinks list={allowed(places.administration, me)} address={address} onGo={close} />
      </nav>
      <main id="content" tabIndex={-1} className={classes['main']}>
        <Outlet />
      </main>
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
    </>
  );
}

const isAt = (to: string, address: string): boolean =>
  to === '/' ? address === '/' : address === to || address.startsWith(`${to}/`);

function PlaceLinks({ list, address, onGo }: { list: Place[]; address: string; onGo: () => void }) {
  return list.map(({ to, label, icon: Icon }) => (
    <RouterLink
      key={to}
      to={to}
      // also where one is already
      onClick={onGo}
      className={classes['place']}
      aria-current={isAt(to, address) ? 'page' : undefined}
    >
      <Icon size={17} aria-hidden />
      {label}
    </RouterLink>
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
