import { Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import type { Difference } from '#contracts/campaign-changes';
import { ToneBadge } from '#web/ui';
import { difference as texts } from '../../texts/en/letters';
import { countKey, deviceCounts, type DifferenceSearch, effectOrder } from './difference-search';
import { NumberLink } from './number-link';

interface Props {
  campaignId: string;
  difference: Difference;
  search: DifferenceSearch;
}

/** The whole of the difference at a glance: pumps, tasks, products and steps. */
export function DifferenceNumbers(props: Props) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Pumps {...props} />
      <Tasks {...props} />
    </SimpleGrid>
  );
}

function Pumps({ campaignId, difference, search }: Props) {
  const { products } = difference.scope;
  const changed = (['added', 'changed', 'removed'] as const).filter((name) => products[name].length > 0);
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h3">
          {texts.pumps}
        </Title>
        <Counts
          label={texts.pumps}
          rows={deviceCounts.map((change) => ({
            name: texts.devices[change],
            hint: texts.deviceHints[change],
            value: difference.devices[countKey[change]],
            filter: { change },
          }))}
          campaignId={campaignId}
          search={search}
        />
        <Title order={3} size="h4">
          {texts.products}
        </Title>
        {changed.length === 0 ? (
          <Text size="sm">{texts.productsSame}</Text>
        ) : (
          changed.map((name) => (
            <div key={name}>
              <ToneBadge tone={name === 'added' ? 'info' : name === 'changed' ? 'soon' : 'neutral'}>
                {texts.productChanges[name]}
              </ToneBadge>
              {products[name].map((product) => (
                <Text size="sm" key={product}>
                  {product}
                </Text>
              ))}
            </div>
          ))
        )}
      </Stack>
    </Paper>
  );
}

function Tasks({ campaignId, difference: { tasks, plan }, search }: Props) {
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h3">
          {texts.tasks}
        </Title>
        <Counts
          label={texts.tasks}
          rows={effectOrder
            .filter((effect) => tasks[effect] > 0 || effect !== 'returned')
            .map((effect) => ({
              name: texts.effects[effect],
              hint: texts.effectHints[effect],
              value: tasks[effect],
              filter: { effect },
            }))}
          campaignId={campaignId}
          search={search}
        />
        <Title order={3} size="h4">
          {texts.stepChanges}
        </Title>
        {plan.steps.length === 0 ? (
          <Text size="sm">{texts.stepsSame}</Text>
        ) : (
          <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: 'none' }}>
            {plan.steps.map(({ stepKey, title, change, parts, reopens }) => (
              <li key={`${stepKey} ${change}`}>
                <ToneBadge tone={change === 'added' ? 'info' : change === 'changed' ? 'soon' : 'neutral'}>
                  {texts.stepChange[change]}
                </ToneBadge>{' '}
                <Text span size="sm" fw={600}>
                  {title}
                </Text>
                {change === 'changed' && (
                  <Text size="xs" c="dimmed">
                    {texts.parts(parts.map((part) => texts.partNames[part] ?? part))};{' '}
                    {reopens ? texts.reopens : texts.keepsDone}
                  </Text>
                )}
              </li>
            ))}
          </Stack>
        )}
      </Stack>
    </Paper>
  );
}

/** Numbers that lead to what they count, each with what it means. */
function Counts({
  label,
  rows,
  campaignId,
  search,
}: Omit<Props, 'difference'> & {
  label: string;
  rows: ReadonlyArray<{ name: string; hint: string; value: number; filter: DifferenceSearch }>;
}) {
  return (
    <Table aria-label={label} verticalSpacing={6}>
      <Table.Tbody>
        {rows.map(({ name, hint, value, filter }) => (
          <Table.Tr key={name}>
            <Table.Td w={64} fz={22} lh={1.2} ta="right" fw={500}>
              <NumberLink
                campaignId={campaignId}
                value={value}
                label={`${label}: ${name}`}
                search={search}
                filter={filter}
              />
            </Table.Td>
            <Table.Td>
              <Text size="sm">{name}</Text>
              <Text size="xs" c="dimmed">
                {hint}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
