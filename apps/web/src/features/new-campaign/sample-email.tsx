import { Paper, Select, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignRecipients } from '#contracts/campaign-people';
import type { CampaignView } from '#contracts/campaigns';
import { MailFrame, QueryView } from '#web/ui';
import { setupPlan as texts } from '../../texts/en/setup-plan';
import { emailQuery } from './new-campaign.queries';

/** The first e-mail of one person, the one with the most work to begin with, as it would be sent now. */
export function SampleEmail({
  campaign,
  recipients,
}: {
  campaign: CampaignView;
  recipients: CampaignRecipients['items'];
}) {
  const [chosen, choose] = useState<string | null>(null);
  const person = recipients.find(({ person: { id } }) => id === chosen)?.person ?? recipients[0]?.person;
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h3">
            {texts.sampleTitle}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.sampleText}
          </Text>
        </div>
        <Select
          label={texts.sampleOf}
          maw={420}
          searchable
          limit={50}
          allowDeselect={false}
          data={recipients.map(({ person: { id, name } }) => ({ value: id, label: name }))}
          value={person?.id ?? null}
          onChange={choose}
        />
        {person !== undefined && <Email key={person.id} campaignId={campaign.id} personId={person.id} />}
        <Text size="sm">{texts.sampleAfter}</Text>
      </Stack>
    </Paper>
  );
}

function Email({ campaignId, personId }: { campaignId: string; personId: string }) {
  const email = useQuery(emailQuery(campaignId, personId));
  return (
    <QueryView query={email} rows={6}>
      {({ person, subject, html }) => (
        <Stack gap="xs">
          <Text size="sm">
            {texts.sampleSubject}: <b>{subject}</b>
          </Text>
          <MailFrame title={texts.sampleFrame(person.name)} html={html} height="420px" />
        </Stack>
      )}
    </QueryView>
  );
}
