import { Button, Checkbox, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Printer } from 'lucide-react';
import { useState } from 'react';
import { type NotLocatedItem, searchCircles } from '#contracts/searches';
import { SiteSelect } from '#web/features/sites';
import { texts as shared } from '#web/texts';
import { Failure, LinkButton, LoadingRows, LoadMore, Nothing, Page, usePages } from '#web/ui';
import { notLocated as texts } from '../../texts/en/not-located';
import { groupRound } from './group-round';
import { LookDialog, type Looking } from './look-dialog';
import { RoundCard } from './round-card';

/** The list for a round: what to look for where, ticked off with one thumb, or printed and taken along. */
export function NotLocatedPage() {
  const search = useSearch({ from: '/signed-in/not-located' });
  const navigate = useNavigate();
  const [looking, setLooking] = useState<Looking | null>(null);
  const pages = usePages<NotLocatedItem>({
    key: ['devices', 'not-located'],
    path: 'devices/not-located',
    query: { ...search, limit: 100 },
  });
  const change = (some: Partial<typeof search>) =>
    void navigate({ to: '/not-located', search: { ...search, ...some }, replace: true });
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page
      title={texts.title}
      subtitle={texts.subtitle}
      size={1000}
      actions={
        pages.rows.length > 0 && (
          <Button
            variant="default"
            leftSection={<Printer size={16} aria-hidden />}
            onClick={() => window.print()}
          >
            {texts.print}
          </Button>
        )
      }
    >
      <Group gap="sm" align="flex-end" className="no-print">
        <SiteSelect
          label={texts.site}
          placeholder={texts.anySite}
          w={{ base: '100%', sm: 260 }}
          value={search.site ?? null}
          onChange={(site) => change({ site: site ?? undefined })}
        />
        <Select
          label={texts.circle}
          w={{ base: '100%', sm: 220 }}
          allowDeselect={false}
          data={[
            { value: '', label: texts.anyCircle },
            ...searchCircles.map((value) => ({ value, label: texts.circles[value] })),
          ]}
          value={search.circle ?? ''}
          onChange={(circle) => change({ circle: circle || undefined })}
        />
        <Stack gap={6}>
          <Checkbox
            label={texts.mine}
            checked={search.seeker === 'me'}
            onChange={(event) => change({ seeker: event.currentTarget.checked ? 'me' : undefined })}
          />
          <Checkbox
            label={texts.late}
            checked={search.late === 'true'}
            onChange={(event) => change({ late: event.currentTarget.checked ? 'true' : undefined })}
          />
        </Stack>
      </Group>
      {pages.error !== null && (
        <Failure error={pages.error} title={shared.common.failedLoad} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <LoadingRows rows={6} />}
      {pages.data !== undefined && pages.rows.length === 0 && (
        <Nothing
          title={texts.noneTitle}
          action={
            filtered && (
              <LinkButton to="/not-located" variant="default">
                {texts.clear}
              </LinkButton>
            )
          }
        >
          {filtered ? texts.noMatch : texts.none}
        </Nothing>
      )}
      {pages.rows.length > 0 && (
        <Text size="sm" role="status">
          {texts.count(pages.rows.length, pages.more !== null)}
        </Text>
      )}
      {groupRound(pages.rows).map(({ site, places }) => (
        <Stack key={site.id} gap="sm" component="section" aria-label={site.name}>
          <Title order={2}>{site.name}</Title>
          {places.map(({ key, location, items }) => (
            <div key={key}>
              <Title order={3} size="h4" mb={6}>
                {location?.name ?? texts.noLocation}
              </Title>
              <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
                {items.map((item) => (
                  <RoundCard key={item.device.id} item={item} site={search.site} onLook={setLooking} />
                ))}
              </Stack>
            </div>
          ))}
        </Stack>
      ))}
      <LoadMore more={pages.more} />
      <LookDialog looking={looking} onClose={() => setLooking(null)} />
    </Page>
  );
}
