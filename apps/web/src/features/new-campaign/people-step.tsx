import { Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CampaignRecipients } from '#contracts/campaign-people';
import type { CampaignView } from '#contracts/campaigns';
import { useMay } from '#web/session';
import { formatNumber, Link, QueryView, ToneBadge, HeadsUp } from '#web/ui';
import { setupPlan as texts } from '../../texts/en/setup-plan';
import { Gaps } from './gaps';
import { recipientsQuery } from './new-campaign.queries';
import { SampleEmail } from './sample-email';

/** Who will get what when the campaign opens, what nobody would get, and what the first e-mail says. */
export function PeopleStep({ campaign }: { campaign: CampaignView }) {
  const recipients = useQuery(recipientsQuery(campaign.id));
  return (
    <QueryView query={recipients} rows={6}>
      {(found) => (
        <Stack gap="md">
          <Gaps campaign={campaign} gaps={found.gaps} />
          <Recipients found={found} />
          {found.items.length > 0 && <SampleEmail campaign={campaign} recipients={found.items} />}
        </Stack>
      )}
    </QueryView>
  );
}

const MOST_SITES = 3;
type Recipient = CampaignRecipients['items'][number];

function Recipients({ found }: { found: CampaignRecipients }) {
  const refused = found.items.filter(({ mailRefused }) => mailRefused);
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3">
        {texts.peopleTitle}
      </Title>
      <Text size="sm" mb="sm">
        {found.people === 0 ? texts.nobody : texts.peopleSummary(found.people, found.tasks)}
        {found.people > found.items.length && ` ${texts.peopleMore(found.items.length, found.people)}`}
      </Text>
      {refused.length > 0 && (
        <HeadsUp mb="sm" title={texts.mailRefused}>
          {refused.map(({ person }) => person.name).join(', ')}. {texts.mailRefusedHint}
        </HeadsUp>
      )}
      {found.items.length > 0 && (
        <Table.ScrollContainer minWidth={300} type="native" className="whole-words">
          <Table aria-label={texts.peopleTitle} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{texts.person}</Table.Th>
                <Table.Th ta="end">{texts.tasks}</Table.Th>
                <Table.Th ta="end" visibleFrom="sm">
                  {texts.pumps}
                </Table.Th>
                <Table.Th visibleFrom="sm">{texts.sites}</Table.Th>
                <Table.Th>{texts.work}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.items.map((recipient) => (
                <Row key={recipient.person.id} recipient={recipient} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}

function Row({
  recipient: { person, tasks, devices, sites, siteCount, steps, mailRefused },
}: {
  recipient: Recipient;
}) {
  const may = useMay();
  const shown = sites.slice(0, MOST_SITES);
  return (
    <Table.Tr>
      <Table.Td>
        {may('user.read') ? (
          <Link to="/people/$personId" params={{ personId: person.id }} size="sm">
            {person.name}
          </Link>
        ) : (
          person.name
        )}
        {mailRefused && (
          <div>
            <ToneBadge tone="late">{texts.mailRefused}</ToneBadge>
          </div>
        )}
      </Table.Td>
      <Table.Td ta="end" className="tabular">
        {formatNumber(tasks)}
      </Table.Td>
      <Table.Td ta="end" className="tabular" visibleFrom="sm">
        {formatNumber(devices)}
      </Table.Td>
      <Table.Td visibleFrom="sm">
        {shown.map(({ name }) => name).join(', ')}
        {siteCount > shown.length && ` ${texts.andMore(siteCount - shown.length)}`}
      </Table.Td>
      <Table.Td>{steps.map((step) => `${step.title} (${formatNumber(step.tasks)})`).join(', ')}</Table.Td>
    </Table.Tr>
  );
}
