import { Button, List, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignProgress, CampaignView } from '#contracts/campaigns';
import { useMay } from '#web/session';
import { ConfirmButton, formatDay, Link, QueryView, tellDone, useIntentKey } from '#web/ui';
import { campaign as texts } from '../../texts/en/campaigns';
import { cancelCampaign, closeCampaign, leftQuery } from './campaigns.queries';
import { RemindDialog } from './remind-dialog';
import { taskName } from './task-words';

/** What can be done with the whole campaign, as far as the person's role goes. */
export function CampaignActions({
  campaign,
  progress,
}: {
  campaign: CampaignView;
  progress: CampaignProgress | undefined;
}) {
  const may = useMay();
  const { status, tasks } = progress ?? campaign;
  const [reminding, setReminding] = useState(false);
  const manager = may('campaign.manage');
  // what ends a campaign is rare, and a phone is small
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const [more, { open: showMore }] = useDisclosure(false);
  return (
    <>
      {status === 'open' && may('reminder.send') && (
        <>
          <Button onClick={() => setReminding(true)} disabled={tasks.open === 0}>
            {texts.remindNow}
          </Button>
          <RemindDialog
            campaignId={campaign.id}
            personIds={null}
            opened={reminding}
            onClose={() => setReminding(false)}
          />
        </>
      )}
      {manager && (status === 'open' || status === 'draft') && (
        <>
          {phone && !more && (
            <Button variant="default" onClick={showMore}>
              {texts.moreActions}
            </Button>
          )}
          {(!phone || more) && (
            <>
              {status === 'open' && <Close id={campaign.id} open={tasks.open} />}
              <Cancel id={campaign.id} open={tasks.open} draft={status === 'draft'} />
            </>
          )}
        </>
      )}
    </>
  );
}

/** Closing takes a note; while tasks are open it names them instead. */
function Close({ id, open }: { id: string; open: number }) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [note, setNote] = useState('');
  return (
    <ConfirmButton
      variant="default"
      label={texts.closeCampaign}
      title={texts.closeCampaign}
      confirm={texts.closeCampaign}
      canConfirm={open === 0}
      question={
        open > 0 ? (
          <Left id={id} open={open} />
        ) : (
          <Stack>
            <Text size="sm">{texts.close.question}</Text>
            <Textarea
              label={texts.close.note}
              description={texts.close.noteHint}
              autosize
              minRows={3}
              maxLength={4000}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          </Stack>
        )
      }
      onConfirm={async () => {
        await closeCampaign(id, note, intent.keyOf(note));
        intent.done();
        await queries.invalidateQueries({ queryKey: ['campaigns'] });
        tellDone(texts.close.done);
      }}
    />
  );
}

function Left({ id, open }: { id: string; open: number }) {
  const left = useQuery(leftQuery(id));
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {texts.close.leftTitle(open)}
      </Text>
      <Text size="sm">{texts.close.left}</Text>
      <QueryView query={left} rows={3}>
        {(tasks) => (
          <>
            <List size="sm">
              {tasks.map((task) => (
                <List.Item key={task.id}>
                  <Link to="/tasks/$taskId" params={{ taskId: task.id }}>
                    {taskName(task)}
                  </Link>
                  {` · ${task.assignee.name} · ${formatDay(task.dueOn)}`}
                </List.Item>
              ))}
            </List>
            {open > tasks.length && <Text size="sm">{texts.close.leftMore(open - tasks.length)}</Text>}
          </>
        )}
      </QueryView>
      <Link
        to="/campaigns/$campaignId/$tab"
        params={{ campaignId: id, tab: 'tasks' }}
        search={{ status: 'todo' }}
        size="sm"
      >
        {texts.close.showLeft}
      </Link>
    </Stack>
  );
}

function Cancel({ id, open, draft }: { id: string; open: number; draft: boolean }) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [reason, setReason] = useState('');
  return (
    <ConfirmButton
      variant="default"
      label={texts.cancelCampaign}
      title={texts.cancelCampaign}
      confirm={texts.cancelCampaign}
      keep={texts.cancel.keep}
      canConfirm={draft || reason.trim() !== ''}
      question={
        <Stack>
          <Text size="sm">{texts.cancel.question(open)}</Text>
          <Textarea
            label={texts.cancel.reason}
            description={texts.cancel.reasonHint}
            required={!draft}
            autosize
            minRows={3}
            maxLength={4000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Stack>
      }
      onConfirm={async () => {
        await cancelCampaign(id, reason, intent.keyOf(reason));
        intent.done();
        await queries.invalidateQueries({ queryKey: ['campaigns'] });
        await queries.invalidateQueries({ queryKey: ['tasks'] });
        tellDone(texts.cancel.done);
      }}
    />
  );
}
