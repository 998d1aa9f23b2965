import { Group, Stack, Text } from '@mantine/core';
import {
  ArrowRightLeft,
  ClipboardCheck,
  ClipboardList,
  FilePlus,
  FileInput,
  Flag,
  type LucideIcon,
  Pencil,
  Scale,
  Undo2,
  UserRound,
} from 'lucide-react';
import type { DeviceHistoryEntry } from '#contracts/device-history';
import type { DeviceStatus } from '#contracts/fleet';
import { texts as shared } from '#web/texts';
import { formatMoment, Link, ToneBadge, withDays, withDaysOf } from '#web/ui';
import { devices as texts, factLabels, statusLabels, verdictLabels } from '../../texts/en/devices';
import classes from './devices.module.css';

const SIGNS: Record<DeviceHistoryEntry['kind'], LucideIcon> = {
  recorded: FilePlus,
  reported: Flag,
  changed: Pencil,
  imported: FileInput,
  verdict: Scale,
  verified: Scale,
  'task-opened': ClipboardList,
  'task-assigned': UserRound,
  'task-completed': ClipboardCheck,
  'task-reopened': Undo2,
};
const PLACES = ['site', 'siteId', 'location', 'locationId'];

/** What happened once: when, who, what, and what it changed. */
export function HistoryEntry({ entry }: { entry: DeviceHistoryEntry }) {
  const moved = entry.changes.some(({ field, old }) => PLACES.includes(field) && old !== null);
  const Sign = moved ? ArrowRightLeft : SIGNS[entry.kind];
  const { completion, verdict, task, campaign } = entry;
  return (
    <div className={classes['entry']}>
      <div>
        <Text size="sm" className="tabular">
          <time dateTime={entry.at}>{formatMoment(entry.at)}</time>
        </Text>
        <Text size="sm" c="dimmed">
          {entry.actor?.name ?? texts.system}
        </Text>
      </div>
      <Stack gap={3}>
        <Group gap={6} wrap="nowrap" align="flex-start">
          <Sign size={16} aria-hidden style={{ flex: 'none', marginTop: 3 }} />
          <Text size="sm" fw={600} component="div">
            {task === null ? (
              entry.title
            ) : (
              <Link to="/tasks/$taskId" params={{ taskId: task.id }} inherit>
                {entry.title}
              </Link>
            )}{' '}
            {completion?.reopened === true && <ToneBadge tone="neutral">{texts.setAside}</ToneBadge>}
          </Text>
        </Group>
        {campaign !== null && (
          <Text size="sm" c="dimmed">
            <Link to="/campaigns/$campaignId" params={{ campaignId: campaign.id }} c="inherit" inherit>
              {campaign.title}
            </Link>
          </Text>
        )}
        {entry.detail !== null && <Text size="sm">{withDays(entry.detail)}</Text>}
        {verdict !== null && verdict.now !== verdict.decided && (
          <Text size="sm">{texts.nowVerdict(verdictLabels[verdict.now])}</Text>
        )}
        {entry.changes.map(({ field, old, new: now }) => (
          <Text size="sm" key={field}>
            {factLabels[field] ?? field}:{' '}
            {entry.kind === 'recorded' || old === null ? null : <s>{said(field, old)}</s>}{' '}
            <strong>{said(field, now)}</strong>
          </Text>
        ))}
        {completion !== null &&
          Object.entries(completion.fields).map(([field, value]) => (
            <Text size="sm" key={field}>
              {factLabels[field] ?? field}: {told(value)}
            </Text>
          ))}
        {completion?.searched?.map(({ place, at }) => (
          <Text size="sm" key={`${place} ${at}`}>
            {texts.searchedAt(place, formatMoment(at))}
          </Text>
        ))}
      </Stack>
    </div>
  );
}

const told = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? shared.common.yes : shared.common.no) : String(value);

function said(field: string, value: string | null): string {
  if (value === null) return texts.nothingRecorded;
  if (field === 'status') return statusLabels[value as DeviceStatus] ?? value;
  return withDaysOf(field, value);
}
