import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignProgress } from '#contracts/campaigns';
import type { AssignFilter, TaskView } from '#contracts/tasks';
import { texts as shared } from '#web/texts';
import { Failure, tellFailure, useIntentKey, useStillThere } from '#web/ui';
import { bulk as texts, tasks as taskTexts } from '../../texts/en/campaign-work';
import { pumps as pumpTexts } from '../../texts/en/campaigns';
import { BulkResults } from './bulk-results';
import { assignTasks } from './campaigns.queries';
import { PersonPicker } from './person-picker';

/** Gives the tasks chosen, or (`tasks` null) all open and waiting ones that the filter fits, to somebody. */
export function AssignDialog({
  opened,
  tasks,
  filter,
  progress,
  onClose,
  onDone,
}: {
  opened: boolean;
  tasks: readonly TaskView[] | null;
  filter: AssignFilter;
  progress: CampaignProgress | undefined;
  onClose: () => void;
  /** the ids of those that were refused */
  onDone: (refused: readonly string[]) => void;
}) {
  return (
    <Modal
      data-dialog="tasks-assign"
      opened={opened}
      onClose={onClose}
      size="lg"
      title={tasks === null ? texts.assignAllTitle : texts.assignTitle(tasks.length)}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      {opened && (
        <Assigning tasks={tasks} filter={filter} progress={progress} onClose={onClose} onDone={onDone} />
      )}
    </Modal>
  );
}

function Assigning({
  tasks,
  filter,
  progress,
  onClose,
  onDone,
}: {
  tasks: readonly TaskView[] | null;
  filter: AssignFilter;
  progress: CampaignProgress | undefined;
  onClose: () => void;
  onDone: (refused: readonly string[]) => void;
}) {
  const [person, setPerson] = useState<string | null>(null);
  const intent = useIntentKey();
  const stillThere = useStillThere();
  const assign = useMutation({
    mutationFn: (assigneeId: string) => {
      const body =
        tasks === null
          ? { filter, assigneeId }
          : { tasks: tasks.map(({ id, version }) => ({ id, version })), assigneeId };
      return assignTasks(body, intent.keyOf(body));
    },
    onSuccess: ({ results }) => {
      intent.done();
      onDone(results.filter(({ ok }) => !ok).map(({ id }) => id));
    },
    onError: (error) => stillThere() || tellFailure(error),
  });
  if (assign.data !== undefined) {
    return (
      <BulkResults
        said={texts.assigned(assign.data.assigned)}
        results={assign.data.results}
        tasks={tasks ?? []}
        onFinish={onClose}
      />
    );
  }
  const sites = new Set((tasks ?? []).flatMap(({ site }) => (site === null ? [] : [site.id])));
  const site = tasks === null ? filter.site : sites.size === 1 ? [...sites][0] : undefined;
  return (
    <Stack>
      {tasks === null && <Text size="sm">{texts.assignAllWhat(filterWords(filter, progress))}</Text>}
      <PersonPicker site={site} value={person} onChange={setPerson} />
      {assign.error !== null && <Failure error={assign.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {shared.common.cancel}
        </Button>
        <Button
          disabled={person === null}
          loading={assign.isPending}
          onClick={() => person !== null && assign.mutate(person)}
        >
          {texts.assign}
        </Button>
      </Group>
    </Stack>
  );
}

function filterWords({ site, step }: AssignFilter, progress: CampaignProgress | undefined): string {
  const siteName = progress?.bySite.find(({ siteId }) => siteId === site)?.site;
  const stepName = progress?.byStep.find(({ stepKey }) => stepKey === step)?.title;
  return [stepName ?? taskTexts.anyStep, siteName ?? pumpTexts.anySite].join(', ');
}
