import { DataList, Drawer, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CampaignDevice, ExplainedClause } from '#contracts/matching';
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
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {texts.byProductRow(name)}
      </Text>
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {clauses.map(({ criterion, expected, actual, result, reason }) => (
          <Paper component="li" key={criterion} withBorder p="xs">
            <Group gap="xs" justify="space-between">
              <Text size="sm" fw={600}>
                {texts.criteria[criterion]}
              </Text>
              <ToneBadge tone={result === null ? 'soon' : result ? 'late' : 'neutral'}>
                {result === null ? texts.fitsUnknown : result ? texts.fits : texts.fitsNot}
              </ToneBadge>
            </Group>
            <DataList labelWidth="9rem" gap={4}>
              <DataList.Item>
                <DataList.ItemLabel>{texts.expected}</DataList.ItemLabel>
                <DataList.ItemValue>{expected}</DataList.ItemValue>
              </DataList.Item>
              <DataList.Item>
                <DataList.ItemLabel>{texts.actual}</DataList.ItemLabel>
                <DataList.ItemValue>{actual ?? texts.nothingRecorded}</DataList.ItemValue>
              </DataList.Item>
            </DataList>
            <Text size="xs" c="dimmed">
              {reason}
            </Text>
          </Paper>
        ))}
      </Stack>
    </Stack>
  );
}
