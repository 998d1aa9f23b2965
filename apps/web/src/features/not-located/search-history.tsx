import { Button, Group, Stack, Table, Text, Timeline, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { DeviceSearch } from '#contracts/searches';
import { formatDay, formatMoment, QueryView, ScrollTable, ToneBadge } from '#web/ui';
import { notLocated as texts } from '../../texts/en/not-located';
import { searchesQuery } from './not-located.queries';

/** How a pump is, and was, searched for: circle by circle, and every look. Loaded at once while the search goes on. */
export function SearchHistory({ deviceId, goesOn }: { deviceId: string; goesOn: boolean }) {
  const [opened, { open }] = useDisclosure(goesOn);
  const searches = useQuery({ ...searchesQuery(deviceId), enabled: opened });
  if (!opened) {
    return (
      <Button variant="default" size="xs" w="fit-content" onClick={open} className="no-print">
        {texts.showHistory}
      </Button>
    );
  }
  return (
    <QueryView query={searches} rows={3}>
      {({ items }) =>
        items.length === 0 ? (
          <Text size="sm" c="dimmed">
            {texts.noHistory}
          </Text>
        ) : (
          <Stack gap="lg">
            {items.map((search) => (
              <One key={search.id} search={search} />
            ))}
          </Stack>
        )
      }
    </QueryView>
  );
}

const TONES = { ahead: 'neutral', begun: 'soon', done: 'done' } as const;

function One({ search }: { search: DeviceSearch }) {
  const { begunAt, ending, foundAt, foundBy, circles, attempts } = search;
  return (
    <Stack gap="xs">
      <Title order={3} size="h4">
        {texts.searchBegun(formatMoment(begunAt), null)}
      </Title>
      {ending !== null && (
        <Text size="sm">
          {ending === 'found' ? texts.endedFound(foundAt ?? '', foundBy?.name ?? '') : texts.endedGivenUp}
        </Text>
      )}
      <ScrollTable label={texts.searchTitle} minWidth={420}>
        <Table aria-label={texts.searchTitle} verticalSpacing={4}>
          <Table.Tbody>
            {circles.map(({ circle, state, dueOn, late, seekers }) => (
              <Table.Tr key={circle}>
                <Table.Th scope="row" fw={600}>
                  {texts.circles[circle]}
                </Table.Th>
                <Table.Td>
                  <ToneBadge tone={late ? 'late' : TONES[state]}>
                    {late ? texts.late_(formatDay(dueOn)) : texts.states[state]}
                  </ToneBadge>
                </Table.Td>
                <Table.Td>{!late && state !== 'done' && texts.due(formatDay(dueOn))}</Table.Td>
                <Table.Td>
                  {[...new Set(seekers.map(({ person }) => person?.name ?? texts.nobody))].join(', ')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollTable>
      {attempts.length > 0 && (
        <Timeline bulletSize={12} lineWidth={2} active={attempts.length}>
          {attempts.map(({ id, at, by, how, found, place, site, location, note }) => (
            <Timeline.Item key={id}>
              <Group gap="xs">
                <ToneBadge tone={found ? 'done' : 'neutral'}>
                  {found ? texts.foundBadge : texts.notFoundBadge}
                </ToneBadge>
                <Text size="sm">{[place, location?.name, site?.name].filter(Boolean).join(', ')}</Text>
              </Group>
              <Text size="xs" c="dimmed">
                {formatMoment(at)} · {by.name} · {texts.how[how]}
              </Text>
              {note !== null && <Text size="sm">{note}</Text>}
            </Timeline.Item>
          ))}
        </Timeline>
      )}
    </Stack>
  );
}
