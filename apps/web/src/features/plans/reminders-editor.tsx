import { Button, Group, NumberInput, Select, Stack, Table, Text, Title } from '@mantine/core';
import type { Cadence, EscalationRung, PlanDefinition } from '#contracts/plans';
import { plans as texts } from '../../texts/en/plans';

const classes = ['I', 'II', 'III', 'none'] as const;

/** How often people are reminded, by recall class, and whom late work is shown to. */
export function RemindersEditor({
  plan,
  onChange,
}: {
  plan: PlanDefinition;
  onChange: (plan: PlanDefinition) => void;
}) {
  const { cadence, ladder } = plan;
  const setDays = (when: keyof Cadence, name: (typeof classes)[number], days: number) =>
    onChange({ ...plan, cadence: { ...cadence, [when]: { ...cadence[when], [name]: days } } });
  const setRung = (at: number, rung: EscalationRung) =>
    onChange({ ...plan, ladder: ladder.map((one, n) => (n === at ? rung : one)) });
  return (
    <Stack gap="md">
      <Title order={3}>{texts.reminders}</Title>
      <div>
        <Text size="sm">{texts.cadenceTitle}</Text>
        <Table.ScrollContainer minWidth={300} type="native">
          <Table aria-label={texts.cadenceTitle} verticalSpacing={4} maw={520}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{texts.class}</Table.Th>
                <Table.Th>{texts.usual}</Table.Th>
                <Table.Th>{texts.whenLate}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {classes.map((name) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row">{texts.cadenceClass(name)}</Table.Th>
                  {(['everyDays', 'everyDaysWhenLate'] as const).map((when) => (
                    <Table.Td key={when}>
                      <NumberInput
                        aria-label={`${texts.cadenceClass(name)}, ${when === 'everyDays' ? texts.usual : texts.whenLate}`}
                        size="xs"
                        min={1}
                        max={365}
                        allowDecimal={false}
                        clampBehavior="strict"
                        value={cadence[when][name]}
                        onChange={(days) => typeof days === 'number' && setDays(when, name, days)}
                      />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </div>
      <Stack gap="xs">
        <Text size="sm">{texts.ladderTitle}</Text>
        {ladder.map((rung, at) => (
          <Group key={at} align="flex-end" gap="xs">
            <NumberInput
              label={texts.afterDays}
              size="xs"
              w={110}
              min={1}
              max={365}
              allowDecimal={false}
              clampBehavior="strict"
              value={rung.afterDaysLate}
              onChange={(days) => typeof days === 'number' && setRung(at, { ...rung, afterDaysLate: days })}
            />
            <Select
              label={texts.to}
              size="xs"
              w={180}
              allowDeselect={false}
              data={Object.entries(texts.rungTo).map(([value, label]) => ({ value, label }))}
              value={rung.to}
              onChange={(to) => setRung(at, { ...rung, to: to as EscalationRung['to'] })}
            />
            <Button
              size="xs"
              variant="default"
              onClick={() => onChange({ ...plan, ladder: ladder.filter((_, n) => n !== at) })}
            >
              {texts.removeRung(at + 1)}
            </Button>
          </Group>
        ))}
        <Button
          size="xs"
          variant="default"
          w="fit-content"
          onClick={() =>
            onChange({
              ...plan,
              ladder: [
                ...ladder,
                { afterDaysLate: (ladder.at(-1)?.afterDaysLate ?? 0) + 2, to: 'risk-manager' },
              ],
            })
          }
        >
          {texts.addRung}
        </Button>
      </Stack>
    </Stack>
  );
}
