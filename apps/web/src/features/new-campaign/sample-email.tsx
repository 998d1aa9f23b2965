import { Paper, Stack, Text, Title } from '@mantine/core';
import type { CampaignRecipients } from '#contracts/campaign-people';
import type { CampaignView } from '#contracts/campaigns';
import { formatNumber } from '#web/ui';
import { setupPlan as texts } from '../../texts/en/setup-plan';

/** What the first e-mail says, for the person with the most work. The mail itself is made when the campaign opens. */
export function SampleEmail({
  campaign,
  recipient: { person, tasks, steps },
}: {
  campaign: CampaignView;
  recipient: CampaignRecipients['items'][number];
}) {
  const said = texts.sampleNew(tasks);
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3">
        {texts.sampleTitle}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {texts.sampleText(person.name)}
      </Text>
      <Paper withBorder p="sm" maw={560}>
        <Stack gap={6}>
          <Text size="sm" fw={700}>
            {texts.sampleSubject(said, campaign.title)}
          </Text>
          <Text size="sm" fw={600}>
            {texts.sampleHead(said)}
          </Text>
          <Text size="sm">{texts.sampleAsk}</Text>
          <ul style={{ margin: 0, paddingInlineStart: 20 }}>
            {steps.map((step) => (
              <li key={step.stepKey}>
                <Text size="sm">{texts.gap(step.title, formatNumber(step.tasks))}</Text>
              </li>
            ))}
          </ul>
          <Text size="sm">{texts.sampleOwner(campaign.owner.name)}</Text>
        </Stack>
      </Paper>
      <Text size="sm" mt="sm">
        {texts.sampleAfter}
      </Text>
    </Paper>
  );
}
