import { Box, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { NotLocatedItem } from '#contracts/searches';
import { allSitesQuery } from '#web/features/sites';
import { useMay } from '#web/session';
import { ClassBadge, formatDay, formatMoment, Link, tellDone, tellFailure, ToneBadge } from '#web/ui';
import { notLocated as texts } from '../../texts/en/not-located';
import type { Looking } from './look-dialog';
import { useRecordSearch } from './not-located.queries';
import { standingOf } from './standing';

/** One pump of a round: what it is, how far its search is, and one tap for "not here". */
export function RoundCard({
  item,
  site: chosen,
  onLook,
}: {
  item: NotLocatedItem;
  /** the site of the filter */
  site: string | undefined;
  onLook: (looking: Looking) => void;
}) {
  const { device, circle, dueOn, late, seekers, lastAttempt, campaigns, location } = item;
  const may = useMay();
  const record = useRecordSearch();
  const name = device.assetTag ?? device.serialNumber ?? device.id;
  const sites = useQuery(allSitesQuery).data ?? [];
  const standing = standingOf(item, sites, chosen);
  const { own, siteId, locationId } = standing;
  const notHere = () => {
    const place = locationId === null ? sites.find(({ id }) => id === siteId)?.name : location?.name;
    if (siteId === null || place === undefined) return onLook({ item, standing, found: false });
    // the card itself may stand in another group by then, so what is said does not hang on it
    record
      .mutateAsync({
        deviceId: device.id,
        found: false,
        siteId,
        ...(locationId === null ? {} : { locationId }),
        place,
      })
      .then(
        () => tellDone(texts.notHereDone(name)),
        (error: unknown) => tellFailure(error),
      );
  };
  const people = [
    ...new Set(seekers.filter(({ done }) => !done).map(({ person }) => person?.name ?? texts.nobody)),
  ];
  return (
    <Paper withBorder p="sm" component="li" style={{ breakInside: 'avoid' }}>
      <Group justify="space-between" gap="sm" align="flex-start">
        <Stack gap={2} style={{ flex: '1 1 260px' }}>
          <Group gap="xs">
            {/* a box to tick on paper */}
            <Box
              component="span"
              className="print-only"
              w={14}
              h={14}
              style={{ border: '1px solid' }}
              aria-hidden
            />
            {own ? (
              <Link to="/devices/$deviceId" params={{ deviceId: device.id }} fw={700}>
                {name}
              </Link>
            ) : (
              <Text fw={700}>{name}</Text>
            )}
            {late ? (
              <ToneBadge tone="late">{texts.late_(formatDay(dueOn))}</ToneBadge>
            ) : (
              <ToneBadge tone="neutral">{texts.due(formatDay(dueOn))}</ToneBadge>
            )}
          </Group>
          <Text size="sm">
            {[device.serialNumber, device.model, device.productCode].filter(Boolean).join(' · ')}
          </Text>
          <Text size="sm">
            {texts.searching(texts.circles[circle])}
            {people.length > 0 && ` · ${texts.seekers(people.join(', '))}`}
          </Text>
          <Text size="xs" c="dimmed">
            {lastAttempt === null
              ? texts.never
              : texts.lastTried(formatMoment(lastAttempt.at), lastAttempt.by.name, lastAttempt.place)}
            {device.lastSeenAt !== null && ` · ${texts.lastSeen(formatMoment(device.lastSeenAt))}`}
          </Text>
          <Group gap="xs">
            {campaigns.map(({ id, title, class: recallClass }) => (
              <Group key={id} gap={6} wrap="nowrap">
                <ClassBadge recallClass={recallClass} />
                <Text size="xs">
                  <Link to="/campaigns/$campaignId" params={{ campaignId: id }} size="xs">
                    {title}
                  </Link>
                </Text>
              </Group>
            ))}
          </Group>
        </Stack>
        {may('device.write') && (
          <Group gap="xs" className="no-print">
            <Button
              variant="default"
              loading={record.isPending}
              onClick={notHere}
              aria-label={texts.notHereOf(name)}
            >
              {texts.notHere}
            </Button>
            <Button onClick={() => onLook({ item, standing, found: true })} aria-label={texts.foundOf(name)}>
              {texts.found}
            </Button>
            <Button
              variant="subtle"
              onClick={() => onLook({ item, standing, found: false })}
              aria-label={texts.moreOf(name)}
            >
              {texts.more}
            </Button>
          </Group>
        )}
      </Group>
    </Paper>
  );
}
