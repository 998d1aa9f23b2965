import { Accordion, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ExplainedClause, ExplanationView } from '#contracts/notices';
import { texts as shared } from '#web/texts';
import { QueryView, type Tone, ToneBadge } from '#web/ui';
import { criterionLabels, devices as texts } from '../../texts/en/devices';
import { explanationQuery } from './devices.queries';
import { VerdictBadge } from './verdict-badge';

/** Why a pump is, may be or is not affected: what the notice asks for beside what the record says, clause by clause. */
export function Explanation({
  campaign,
  deviceId,
}: {
  campaign: { id: string; title: string };
  deviceId: string;
}) {
  const query = useQuery(explanationQuery(campaign.id, deviceId));
  return (
    <Stack>
      <Text fw={600}>{campaign.title}</Text>
      <QueryView query={query} rows={4}>
        {(explanation) => <Clauses explanation={explanation} />}
      </QueryView>
    </Stack>
  );
}

function Clauses({ explanation }: { explanation: ExplanationView }) {
  const others = explanation.products.filter(({ productId }) => productId !== explanation.productId);
  return (
    <Stack>
      <Group gap="xs">
        <VerdictBadge verdict={explanation.verdict} />
        {explanation.productName !== null && (
          <Text size="sm">
            {texts.decidesRow}: {explanation.productName}
          </Text>
        )}
      </Group>
      <ClauseTable clauses={explanation.clauses} />
      {others.length > 0 && (
        <Accordion variant="contained">
          <Accordion.Item value="others">
            <Accordion.Control>{`${texts.otherRows} (${others.length})`}</Accordion.Control>
            <Accordion.Panel>
              <Stack>
                {others.map(({ productId, name, verdict, clauses }) => (
                  <Stack key={productId} gap="xs">
                    <Group gap="xs">
                      <Text size="sm" fw={600}>
                        {name}
                      </Text>
                      <VerdictBadge verdict={verdict} />
                    </Group>
                    <ClauseTable clauses={clauses} />
                  </Stack>
                ))}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      )}
    </Stack>
  );
}

const resultOf = (result: boolean | null): { tone: Tone; said: string } =>
  result === null
    ? { tone: 'soon', said: texts.notKnown }
    : result
      ? { tone: 'info', said: texts.fits }
      : { tone: 'done', said: texts.fitsNot };

function ClauseTable({ clauses }: { clauses: readonly ExplainedClause[] }) {
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table verticalSpacing={6} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.criterion}</Table.Th>
            <Table.Th>{texts.expected}</Table.Th>
            <Table.Th>{texts.actual}</Table.Th>
            <Table.Th>{texts.result}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {clauses.map(({ criterion, expected, actual, result, reason }) => {
            const { tone, said } = resultOf(result);
            return (
              <Table.Tr key={criterion}>
                <Table.Th scope="row">{criterionLabels[criterion] ?? criterion}</Table.Th>
                <Table.Td>{expected}</Table.Td>
                <Table.Td>
                  {actual ?? shared.common.unknown}
                  <Text size="xs" c="dimmed">
                    {reason}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <ToneBadge tone={tone}>{said}</ToneBadge>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
