import { Accordion, DataList, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ExplainedClause, ExplanationView } from '#contracts/matching';
import { QueryView, type Tone, ToneBadge, withDays } from '#web/ui';
import { criterionLabels, devices as texts, factLabels } from '../../texts/en/devices';
import classes from './devices.module.css';
import { explanationQuery } from './devices.queries';
import { VerdictBadge } from './verdict-badge';

/** Why a pump is, may be or is not affected: what the notice asks for beside what the record says, clause by clause. */
export function Explanation({ campaignId, deviceId }: { campaignId: string; deviceId: string }) {
  const query = useQuery(explanationQuery(campaignId, deviceId));
  return (
    <QueryView query={query} rows={4}>
      {(explanation) => <Verdicts explanation={explanation} />}
    </QueryView>
  );
}

function Verdicts({ explanation }: { explanation: ExplanationView }) {
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
      {explanation.missing.length > 0 && (
        <Text size="sm">
          {texts.missing(explanation.missing.map((fact) => factLabels[fact] ?? fact).join(', '))}
        </Text>
      )}
      <Clauses clauses={explanation.clauses} />
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
                    <Clauses clauses={clauses} />
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

/** Each criterion of a row of the notice: what it asks for beside what the record says. */
function Clauses({ clauses }: { clauses: readonly ExplainedClause[] }) {
  return (
    <ul className={classes['rows']}>
      {clauses.map(({ criterion, expected, actual, result, reason }) => {
        const { tone, said } = resultOf(result);
        return (
          <li key={criterion}>
            <Group justify="space-between" gap="xs" mb={4}>
              <Text size="sm" fw={650}>
                {criterionLabels[criterion] ?? criterion}
              </Text>
              <ToneBadge tone={tone}>{said}</ToneBadge>
            </Group>
            <DataList gap={2} labelWidth="125px">
              <DataList.Item>
                <DataList.ItemLabel>{texts.expected}</DataList.ItemLabel>
                <DataList.ItemValue>{withDays(expected)}</DataList.ItemValue>
              </DataList.Item>
              <DataList.Item>
                <DataList.ItemLabel>{texts.actual}</DataList.ItemLabel>
                <DataList.ItemValue>
                  {actual === null ? texts.nothingRecorded : withDays(actual)}
                </DataList.ItemValue>
              </DataList.Item>
            </DataList>
            <Text size="sm" mt={4}>
              {withDays(reason)}
            </Text>
          </li>
        );
      })}
    </ul>
  );
}
