import { Alert, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ScanLine } from 'lucide-react';
import { startTransition, useDeferredValue, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { mineQuery, type MyWork, useOutbox, withOutbox } from '#web/offline';
import { dueDay, filterWork, groupWork, isToDo, upTo, type WorkFilter } from '#web/features/tasks';
import { useMe } from '#web/session';
import {
  formatMoment,
  formatNumber,
  Link,
  LinkButton,
  Nothing,
  Page,
  QueryView,
  SearchField,
  ToneBadge,
  useLater,
  useWedge,
} from '#web/ui';
import { offline as offlineTexts } from '../../texts/en/offline';
import { work as texts } from '../../texts/en/work';
import { NothingMine } from './nothing-mine';
import { WorkCard } from './work-card';

/** Pumps drawn at once: more than a screen, and few enough that a phone answers while it draws them. */
const AT_ONCE = 20;

/** What is mine, in the order of a round: one entry a pump, with everything that is to be done on it. */
export function WorkPage() {
  const me = useMe();
  const navigate = useNavigate();
  const mine = useQuery(mineQuery(me));
  useWedge((code) => void navigate({ to: '/scan', search: { code } }));
  const later = useLater();
  // the page that a tap on a pump opens: its code is read before the tap, not while the thumb waits
  useEffect(() => {
    if (later) void import('./pump-page').catch(() => undefined);
  }, [later]);
  return (
    <Page
      title={texts.title}
      size={1000}
      actions={
        <>
          <LinkButton to="/scan" leftSection={<ScanLine size={18} aria-hidden />} size="md">
            {texts.scan}
          </LinkButton>
          <LinkButton to="/tasks" search={{ status: 'todo' }} variant="default" size="md">
            {texts.allTasks}
          </LinkButton>
        </>
      }
    >
      <QueryView query={mine} rows={6}>
        {(work) => <Round work={work} />}
      </QueryView>
    </Page>
  );
}

function Round({ work }: { work: MyWork }) {
  // the filter shows at once that it was touched; the cards follow, and a further touch does not wait for them
  const search = useDeferredValue(useSearch({ from: '/signed-in/work' }));
  const { own } = useOutbox();
  const [weekEnd] = useState(() => dueDay('week', new Date()));
  const all = useMemo(
    () => withOutbox(work.tasks, own, work.asOf).filter(({ here }) => here !== 'sent'),
    [work, own],
  );
  const sites = useMemo(() => groupWork(filterWork(all, search, weekEnd)), [all, search, weekEnd]);
  const [count, setCount] = useState(AT_ONCE);
  const drawn = useMemo(() => upTo(sites, count), [sites, count]);
  const items = sites.reduce(
    (sum, site) => sum + site.places.reduce((n, place) => n + place.items.length, 0),
    0,
  );
  const toDo = all.filter(isToDo);
  const late = toDo.filter((task) => task.late).length;
  const pumps = new Set(toDo.flatMap(({ device }) => (device === null ? [] : [device.id]))).size;
  return (
    <Stack gap="md">
      {work.kept && (
        <Alert role="status" color="gray" variant="outline" p="xs">
          {offlineTexts.offlineBanner(formatMoment(new Date(work.asOf).toISOString()))}
        </Alert>
      )}
      {all.length === 0 ? (
        <NothingMine kept={work.kept} />
      ) : (
        <>
          <Group gap="xs">
            {late > 0 && (
              <Link to="/work" search={{ due: 'late' }} underline="never" className="thumb-link">
                <ToneBadge tone="late">{texts.late(late)}</ToneBadge>
              </Link>
            )}
            <Text size="sm" component="div">
              {texts.counts(formatNumber(toDo.length), formatNumber(pumps))}
            </Text>
          </Group>
          <Filter />
          {sites.length === 0 && <Nothing title={texts.nothingFits}>{texts.nothingFitsWhy}</Nothing>}
          {drawn.map((site) => (
            <Stack
              key={site.id ?? 'campaigns'}
              gap="sm"
              component="section"
              aria-label={site.name ?? texts.campaigns}
            >
              <Title order={2} size="h3">
                {site.name ?? texts.campaigns}
              </Title>
              {site.places.map((place) => (
                <Stack key={place.name ?? place.items[0]?.key} gap="xs">
                  <Title order={3} size="sm" c="dimmed">
                    {place.name ?? (place.items[0]?.device == null ? texts.wholeSite : texts.noLocation)}
                  </Title>
                  {place.items.map((item) => (
                    <WorkCard key={item.key} item={item} />
                  ))}
                </Stack>
              ))}
            </Stack>
          ))}
          {items > count && (
            <More key={count} left={items - count} onMore={() => setCount(count + AT_ONCE)} />
          )}
        </>
      )}
    </Stack>
  );
}

/** The end of what is drawn: it draws the next pumps when it comes near the screen, or is pressed. */
function More({ left, onMore }: { left: number; onMore: () => void }) {
  const { ref, entry } = useIntersection({ rootMargin: '800px' });
  const near = entry?.isIntersecting === true;
  const draw = useEffectEvent(() => startTransition(onMore));
  useEffect(() => {
    if (near) draw();
  }, [near]);
  return (
    <Button ref={ref} variant="default" onClick={onMore}>
      {texts.more(formatNumber(left))}
    </Button>
  );
}

/** An address says only what was chosen. */
const without = (search: { [Name in keyof WorkFilter]: WorkFilter[Name] }): Pick<
  Required<WorkFilter>,
  never
> => Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));

/** In the address, so that Back works and a view can be sent on. */
function Filter() {
  const search = useSearch({ from: '/signed-in/work' });
  const navigate = useNavigate({ from: '/work' });
  return (
    <Group gap="sm" align="flex-end" role="search" aria-label={texts.filter}>
      <SegmentedControl
        aria-label={texts.dueFilter}
        value={search.due ?? 'all'}
        onChange={(due) =>
          void navigate({
            search: (before) =>
              without({ ...before, due: due === 'late' || due === 'week' ? due : undefined }),
            replace: true,
          })
        }
        data={[
          { value: 'all', label: texts.all },
          { value: 'late', label: texts.lateOnly },
          { value: 'week', label: texts.week },
        ]}
      />
      <SearchField
        aria-label={texts.find}
        placeholder={texts.find}
        value={search.q ?? ''}
        style={{ flex: '1 1 12rem' }}
        onChange={(q) =>
          void navigate({ search: (before) => without({ ...before, q: q || undefined }), replace: true })
        }
      />
    </Group>
  );
}
