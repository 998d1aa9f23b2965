import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { PreviewCompletion, TaskConsequences, TaskView } from '#contracts/tasks';
import { request } from '#web/api';
import { HeadsUp, Link } from '#web/ui';
import { consequences as texts } from '../../texts/en/not-located';
import type { Draft } from './completion-form';

const consequencesQuery = (id: string, body: PreviewCompletion) =>
  queryOptions({
    queryKey: ['task', id, 'consequences', body],
    queryFn: ({ signal }) => request<TaskConsequences>('POST', `tasks/${id}/consequences`, { body, signal }),
    // without an answer nothing is warned of, and nothing is in the way: the server looks again when the task is closed
    retry: false,
    staleTime: 60_000,
  });

/** What is typed in so far may put the pump into the scope of another open campaign: said before it is done. */
export function Consequences({
  task,
  outcome,
  values,
}: {
  task: TaskView;
  outcome: string | null;
  values: Draft['values'];
}) {
  const typed = Object.fromEntries(
    task.form
      .filter(({ key, type }) => type !== 'photo' && values[key] !== undefined && values[key] !== '')
      .map(({ key }) => [key, values[key]]),
  ) as NonNullable<PreviewCompletion['fields']>;
  const [body] = useDebouncedValue(
    JSON.stringify({ ...(outcome === null ? {} : { outcome }), fields: typed }),
    400,
  );
  const { data } = useQuery({
    ...consequencesQuery(task.id, JSON.parse(body) as PreviewCompletion),
    enabled: task.device !== null && Object.keys(typed).length > 0,
  });
  if (data === undefined || data.warnings.length === 0) return null;
  return (
    <HeadsUp title={texts.title} role="status">
      {data.warnings.map(({ code, campaign, detail }) => (
        <Text size="sm" key={`${code} ${campaign.id}`}>
          {detail}{' '}
          <Link to="/campaigns/$campaignId" params={{ campaignId: campaign.id }} size="sm">
            {campaign.title}
          </Link>
        </Text>
      ))}
    </HeadsUp>
  );
}
