import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CampaignView } from '#contracts/campaigns';
import { request } from '#web/api';
import { ToneBadge } from '#web/ui';
import { harmForm } from '../../texts/en/harms';
import { task as texts } from '../../texts/en/task';
import type { Completed } from './use-completing';

/** How a task was closed a moment ago on this device. */
export interface Ended {
  completed: Exclude<Completed, 'refused'>;
  /** in the words of the plan; null: it follows from a field, and the server says which */
  outcome: string | null;
  /** that a patient was or could have been harmed went out with it */
  harm: boolean;
  /** what the server told besides */
  notes: readonly string[];
  campaignId: string;
}

/** What became of the work, and of the report of harm that went with it: whoever sent one knows who is told. */
export function EndedNotice({ ended: { completed, outcome, harm, notes, campaignId } }: { ended: Ended }) {
  const sent = completed === 'sent';
  return (
    <>
      <ToneBadge tone={sent ? 'done' : 'soon'}>{sent ? texts.sent(outcome) : texts.kept}</ToneBadge>
      {notes.map((note) => (
        <Text size="sm" mt={4} key={note}>
          {note}
        </Text>
      ))}
      {harm && (
        <Group gap="xs" mt={4}>
          <ToneBadge tone={sent ? 'done' : 'soon'}>{sent ? harmForm.made : harmForm.kept}</ToneBadge>
          <Text size="sm">{sent ? <Told campaignId={campaignId} /> : harmForm.keptWhat}</Text>
        </Group>
      )}
    </>
  );
}

/** Whoever answers for the campaign gets the e-mail (harm-intake.ts), by name where it is known here. */
function Told({ campaignId }: { campaignId: string }) {
  const { data } = useQuery({
    queryKey: ['campaigns', campaignId, 'owner'],
    queryFn: ({ signal }) => request<CampaignView>('GET', `campaigns/${campaignId}`, { signal }),
    retry: false,
  });
  return harmForm.told(data?.owner.name ?? null);
}
