import { Stack, Table, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Difference, TaskChangeEffect, TaskEffectCounts } from '#contracts/campaign-changes';
import { ScrollTable } from '#web/ui';
import { difference as texts } from '../../texts/en/letters';
import { countKey, deviceCounts, type DifferenceSearch, effectOrder } from './difference-search';
import { NumberLink } from './number-link';

interface Props {
  campaignId: string;
  difference: Difference;
  search: DifferenceSearch;
}

/** The same numbers by step and by site; columns of zeros alone are left out. */
export function DifferenceTables({ campaignId, difference, search }: Props) {
  const { byStep, bySite, tasks, devices } = difference;
  const effects = effectOrder.filter((effect) => tasks[effect] > 0);
  const changes = deviceCounts.filter((change) => devices[countKey[change]] > 0);
  const effectCells = (
    counts: TaskEffectCounts,
    of: string,
    filter: Pick<DifferenceSearch, 'step' | 'site'>,
    leads = true,
  ): ReactNode =>
    effects.map((effect: TaskChangeEffect) => (
      <Table.Td key={effect} ta="right">
        {leads ? (
          <NumberLink
            campaignId={campaignId}
            value={counts[effect]}
            label={`${texts.effects[effect]}, ${of}`}
            search={search}
            filter={{ effect, ...filter }}
          />
        ) : (
          counts[effect]
        )}
      </Table.Td>
    ));
  const heads = effects.map((effect) => (
    <Table.Th key={effect} ta="right">
      {texts.effects[effect]}
    </Table.Th>
  ));
  return (
    <Stack gap="lg">
      {byStep.length > 0 && (
        <div>
          <Title order={2} size="h3" mb="xs">
            {texts.byStep}
          </Title>
          <ScrollTable label={texts.byStep} minWidth={560}>
            <Table aria-label={texts.byStep} verticalSpacing={6} className="tabular">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{texts.step}</Table.Th>
                  {heads}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {byStep.map(({ stepKey, title, tasks: counts }) => (
                  <Table.Tr key={stepKey}>
                    <Table.Th scope="row" fw={400}>
                      {title}
                    </Table.Th>
                    {effectCells(counts, title, { step: stepKey })}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollTable>
        </div>
      )}
      {bySite.length > 0 && (
        <div>
          <Title order={2} size="h3" mb="xs">
            {texts.bySite}
          </Title>
          <ScrollTable label={texts.bySite} minWidth={680} mah={480}>
            <Table aria-label={texts.bySite} verticalSpacing={6} className="tabular" stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{texts.site}</Table.Th>
                  {changes.map((change) => (
                    <Table.Th key={change} ta="right">
                      {texts.devices[change]}
                    </Table.Th>
                  ))}
                  {heads}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {bySite.map(({ siteId, site, devices: here, tasks: counts }) => (
                  <Table.Tr key={siteId ?? 'own'}>
                    <Table.Th scope="row" fw={400}>
                      {site ?? texts.ownSteps}
                    </Table.Th>
                    {changes.map((change) => (
                      <Table.Td key={change} ta="right">
                        {siteId === null ? (
                          ''
                        ) : (
                          <NumberLink
                            campaignId={campaignId}
                            value={here[countKey[change]]}
                            label={`${texts.devices[change]}, ${site ?? ''}`}
                            search={search}
                            filter={{ change, site: siteId }}
                          />
                        )}
                      </Table.Td>
                    ))}
                    {effectCells(
                      counts,
                      site ?? texts.ownSteps,
                      siteId === null ? {} : { site: siteId },
                      siteId !== null,
                    )}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollTable>
        </div>
      )}
    </Stack>
  );
}
