import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { FileText } from 'lucide-react';
import type { ReplyDetail } from '#contracts/replies';
import { apiPath } from '#web/api';
import { useMay } from '#web/session';
import { formatDay, HeadsUp, Link, Page, Section, ToneBadge, WaitingPage } from '#web/ui';
import { replies as words, reply as texts } from '../../texts/en/replies';
import { AcknowledgeButton } from './acknowledge';
import { Answer } from './answer';
import { FiguresTable } from './figures-table';
import { Obstacles } from './obstacles';
import { isOnItsWay, replyQuery } from './replies.queries';
import { ReplyStateBadge } from './reply-state';
import { missingOf } from './reply-words';
import { Versions } from './versions';

/** One site's reply: what it counts, what keeps it back, how it goes out, and what went out. */
export function ReplyPage() {
  const { replyId } = useParams({ from: '/signed-in/replies/$replyId' });
  const query = useQuery(replyQuery(replyId));
  if (query.data !== undefined) return <Loaded key={replyId} reply={query.data} />;
  return <WaitingPage query={query} title={texts.crumb} />;
}

/** With the firm, and nothing to correct: there is nothing left to draft. */
const isOut = ({ state }: ReplyDetail): boolean =>
  state === 'sent' || state === 'entered' || state === 'acknowledged';

function Loaded({ reply }: { reply: ReplyDetail }) {
  const sends = useMay()('reply.send');
  const { state, site, campaignId, campaignTitle, firm, dueOn, late } = reply;
  return (
    <Page
      title={texts.title(site.name)}
      subtitle={
        <Stack gap={4}>
          <Group gap="xs">
            <ReplyStateBadge state={state} />
            {late && <ToneBadge tone="late">{words.late}</ToneBadge>}
            <span>
              {[
                texts.to(firm),
                site.accountNumber === null ? null : texts.account(site.accountNumber),
                dueOn === null ? null : texts.dueOn(formatDay(dueOn)),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </Group>
          <Group gap="md">
            <Link to="/campaigns/$campaignId/$tab" params={{ campaignId, tab: 'replies' }}>
              {campaignTitle}
            </Link>
            {reply.taskId !== null && (
              <Link to="/tasks/$taskId" params={{ taskId: reply.taskId }}>
                {texts.task}
              </Link>
            )}
          </Group>
        </Stack>
      }
      actions={sends && (state === 'sent' || state === 'entered') && <AcknowledgeButton replyId={reply.id} />}
      size={1100}
    >
      {state === 'correction-due' && <HeadsUp title={texts.correctionTitle}>{texts.correction}</HeadsUp>}
      {reply.lastError !== null && <HeadsUp title={texts.refusedTitle}>{reply.lastError}</HeadsUp>}
      {isOnItsWay(reply) && <Text role="status">{texts.sending}</Text>}
      <Count reply={reply} />
      {!isOut(reply) && !isOnItsWay(reply) && (
        <Section title={texts.answer}>
          {sends ? <Answer reply={reply} /> : <Text size="sm">{texts.readOnly}</Text>}
        </Section>
      )}
      <Section title={texts.versions}>
        <Versions reply={reply} />
      </Section>
    </Page>
  );
}

function Count({ reply }: { reply: ReplyDetail }) {
  const corrected = reply.state === 'correction-due';
  const missing = missingOf(reply.now, false);
  return (
    <Section
      title={texts.figures}
      actions={
        !isOut(reply) && (
          <Button
            component="a"
            href={apiPath(`replies/${reply.id}.pdf`)}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<FileText size={16} aria-hidden />}
          >
            {texts.draft}
          </Button>
        )
      }
    >
      <Text size="sm">
        {missing === 0
          ? reply.now.noStock
            ? ''
            : texts.adds
          : [
              texts.verdicts(reply.now.total.affected, reply.now.total.possiblyAffected ?? 0),
              texts.addsNot(reply.now.total.stillOpen, reply.now.total.unplaced),
            ].join(' ')}
      </Text>
      {corrected && (
        <Title order={3} size="h5">
          {texts.figuresNow}
        </Title>
      )}
      <FiguresTable label={texts.figuresNow} figures={reply.now} />
      {corrected && (
        <>
          <Title order={3} size="h5">
            {texts.figuresSent}
          </Title>
          <FiguresTable label={texts.figuresSent} figures={reply.figures} />
        </>
      )}
      <Obstacles reply={reply} />
    </Section>
  );
}
