import { useQuery } from '@tanstack/react-query';
import type { Page } from '#contracts/common';
import type { TaskView } from '#contracts/tasks';
import { request } from '#web/api';
import { useMe } from '#web/session';
import { LinkButton, Nothing } from '#web/ui';
import { work as texts } from '../../texts/en/work';

/**
 * Says why the list is empty: no site was given, nothing was given yet, or all of it is closed. Where nobody can say which
 * (no network), it claims none of them.
 * @param kept the list is what the phone kept
 */
export function NothingMine({ kept }: { kept: boolean }) {
  const me = useMe();
  const ever = useQuery({
    queryKey: ['tasks', 'ever-mine', me.id],
    queryFn: ({ signal }) =>
      request<Page<TaskView>>('GET', 'tasks', { query: { assignee: 'me', limit: 1 }, signal }),
    enabled: !kept,
    retry: false,
  });
  const any = kept || ever.data === undefined ? undefined : ever.data.items.length > 0;
  const noSite = !me.allSites && me.sites.length === 0;
  const [title, why] =
    noSite && any !== true
      ? [texts.noSite, texts.noSiteWhy]
      : any === undefined
        ? [texts.empty, texts.emptyNow]
        : any
          ? [texts.empty, texts.emptyWhy]
          : [texts.never, texts.neverWhy];
  return (
    <Nothing
      title={title}
      action={
        <LinkButton to="/tasks" search={{ status: 'todo' }} variant="default">
          {texts.allTasks}
        </LinkButton>
      }
    >
      {why}
    </Nothing>
  );
}
