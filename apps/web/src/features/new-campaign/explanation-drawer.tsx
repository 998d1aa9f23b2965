import { Drawer, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CampaignDevice, ExplainedClause } from '#contracts/notices';
import { texts as shared } from '#web/texts';
import { Link, QueryView, ToneBadge } from '#web/ui';
import { setup as texts } from '../../texts/en/setup';
import { explanationQuery } from './new-campaign.queries';

/** Why one pump has its verdict: clause by clause, what the notice asks for and what the record says. */
export function ExplanationDrawer({
  campaignId,
  device,
  onClose,
}: {
  campaignId: string;
  device: CampaignDevice | null;
  onClose: () => void;
}) {
  const name = device === null ? '' : (device.assetTag ?? device.serialNumber ?? device.id);
  return (
    <Drawer
      opened={device !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={texts.explanationOf(name)}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      {device !== null && <Explanation campaignId={campaignId} device={device} />}
    </Drawer>
  );
}

function Explanation({ campaignId, device }: { campaignId: string; device: CampaignDevice }) {
  const explanation = useQuery(explanationQuery(campaignId, device.id));
  return (
    <QueryView query={explanation}>
      {({ verdict, productId, productName, clauses, products }) => (
        <Stack gap="sm">
          <div>
            <ToneBadge
              tone={verdict === 'affected' ? 'late' : verdict === 'possibly-affected' ? 'soon' : 'neutral'}
            >
              {texts.verdicts[verdict]}
            </ToneBadge>
          </div>
          <Text size="sm">
            {[device.serialNumber, device.productCode, device.site, device.location]
              .filter(Boolean)
              .join(' · ')}{' '}
            <Link to="/devices/$deviceId" params={{ deviceId: device.id }} size="sm">
              {texts.toPump}
            </Link>
          </Text>
          <Clauses name={productName ?? ''} clauses={clauses} />
          {products.length > 1 && (
            <>
              <Title order={3}>{texts.otherProducts}</Title>
              {products
                .filter((product) => product.productId !== productId)
                .map((product) => (
                  <Clauses key={product.productId} name={product.name} clauses={product.clauses} />
                ))}
            </>
          )}
        </Stack>
      )}
    </QueryView>
  );
}

function Clauses({ name, clauses }: { name: string; clauses: readonly ExplainedClause[] }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {texts.byProductRow(name)}
      </Text>
      <Table.ScrollContainer minWidth={300} type="native">
        <Table aria-label={texts.byProductRow(name)} verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.criterion}</Table.Th>
              <Table.Th>{texts.expected}</Table.Th>
              <Table.Th>{texts.actual}</Table.Th>
              <Table.Th>{texts.result}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {clauses.map(({ criterion, expected, actual, result, reason }) => (
              <Table.Tr key={criterion}>
                <Table.Td>{texts.criteria[criterion]}</Table.Td>
                <Table.Td>{expected}</Table.Td>
                <Table.Td>{actual ?? texts.nothingRecorded}</Table.Td>
                <Table.Td>
                  <ToneBadge tone={result === null ? 'soon' : result ? 'late' : 'neutral'}>
                    {result === null ? texts.fitsUnknown : result ? texts.fits : texts.fitsNot}
                  </ToneBadge>
                  <Text size="xs" c="dimmed">
                    {reason}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}
