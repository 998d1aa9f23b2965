import { Button, Group, Stack, Table, Text } from '@mantine/core';
import type { TaskResult, TaskView } from '#contracts/tasks';
import { ToneBadge } from '#web/ui';
import { bulk as texts } from '../../texts/en/campaign-work';
import { taskName } from './task-words';

/** What became of each task of a request about many: the refused ones first, with the reason. */
export function BulkResults({
  said,
  results,
  tasks,
  onFinish,
  onAgain = null,
}: {
  said: string;
  results: readonly TaskResult[];
  tasks: readonly TaskView[];
  onFinish: () => void;
  /** back to what was filled in, for those that were refused; null: there are none that could be sent again */
  onAgain?: (() => void) | null;
}) {
  const asked = new Map(tasks.map((task) => [task.id, task]));
  const refused = results.filter(({ ok }) => !ok);
  const name = ({ id, task }: TaskResult) => {
    const known = task ?? asked.get(id);
    return known === undefined ? id : taskName(known);
  };
  return (
    <Stack>
      <Group gap="sm" role="status">
        <ToneBadge tone="done">{said}</ToneBadge>
        {refused.length > 0 && <ToneBadge tone="late">{texts.refused(refused.length)}</ToneBadge>}
      </Group>
      {results.length > 0 && (
        <Table.ScrollContainer
          minWidth={300}
          maxHeight={360}
          scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
        >
          <Table fz="sm" aria-label={texts.results}>
            <Table.Tbody>
              {[...refused, ...results.filter(({ ok }) => ok)].map((result) => (
                <Table.Tr key={result.id}>
                  <Table.Th scope="row" fw={400}>
                    {name(result)}
                    {!result.ok && (
                      <Text size="xs" component="div">
                        {[result.detail, ...result.errors.map(({ message }) => message)].join(' ')}
                      </Text>
                    )}
                  </Table.Th>
                  <Table.Td ta="right">
                    <ToneBadge tone={result.ok ? 'done' : 'late'}>
                      {result.ok ? texts.ok : texts.no}
                    </ToneBadge>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Group justify="flex-end">
        {onAgain !== null && (
          <Button variant="default" onClick={onAgain}>
            {texts.again}
          </Button>
        )}
        <Button onClick={onFinish} data-autofocus>
          {texts.finish}
        </Button>
      </Group>
    </Stack>
  );
}
