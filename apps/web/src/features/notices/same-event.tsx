import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { NoticeRef, NoticeView, SameEvent as Similar } from '#contracts/notices';
import { useMay } from '#web/session';
import { ConfirmButton, HeadsUp, Link, tellDone, tellFailure, ToneBadge } from '#web/ui';
import { noticeLetters as texts } from '../../texts/en/letters';
import { notices as words } from '../../texts/en/notices';
import { sameEventQuery, useAttach, useTellApart } from './notices.queries';

/** Other notices of the same event: those it belongs together with, and those that look like it. */
export function SameEvent({ notice }: { notice: NoticeView }) {
  const similar = useQuery(sameEventQuery(notice.id));
  const known = new Set([notice.attachedTo?.id, ...notice.attached.map(({ id }) => id)]);
  const others = (similar.data?.items ?? []).filter(({ id }) => !known.has(id));
  return (
    <>
      {notice.attachedTo !== null && <AttachedTo notice={notice} to={notice.attachedTo} />}
      {notice.attached.length > 0 && (
        <Paper withBorder p="md">
          <Title order={2} size="h3">
            {texts.attached}
          </Title>
          {notice.attached.map(({ id, title, firm }) => (
            <Text size="sm" key={id}>
              <Link to="/notices/$noticeId" params={{ noticeId: id }}>
                {title}
              </Link>{' '}
              · {firm}
            </Text>
          ))}
        </Paper>
      )}
      {notice.attachedTo === null && others.length > 0 && (
        <HeadsUp title={texts.sameTitle}>
          <Stack gap="sm">
            <Text size="sm">{texts.sameText}</Text>
            <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
              {others.map((other) => (
                <Other key={other.id} notice={notice} other={other} />
              ))}
            </Stack>
          </Stack>
        </HeadsUp>
      )}
      {notice.attachedTo === null && <ToldApart notice={notice} from={similar.data?.toldApart ?? []} />}
    </>
  );
}

/** Which notices look like it and are something else, as a person said: it can be asked again. */
function ToldApart({ notice, from }: { notice: NoticeView; from: readonly NoticeRef[] }) {
  const may = useMay();
  const tell = useTellApart();
  return from.map(({ id, title }) => (
    <Group key={id} gap="xs">
      <Text size="sm" c="dimmed">
        {texts.toldApart}{' '}
        <Link to="/notices/$noticeId" params={{ noticeId: id }} size="sm">
          {title}
        </Link>
      </Text>
      {may('notice.write') && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={`${texts.askAgain}: ${title}`}
          onClick={() =>
            tell.mutate(
              { id: notice.id, from: id, apart: false },
              { onSuccess: () => tellDone(texts.askedAgainDone), onError: (error) => tellFailure(error) },
            )
          }
        >
          {texts.askAgain}
        </Button>
      )}
    </Group>
  ));
}

function AttachedTo({ notice, to }: { notice: NoticeView; to: NonNullable<NoticeView['attachedTo']> }) {
  const may = useMay();
  const attach = useAttach();
  return (
    <HeadsUp title={texts.attachedTo}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: '1 1 260px' }}>
          <Link to="/notices/$noticeId" params={{ noticeId: to.id }}>
            {to.title}
          </Link>
          {`. ${texts.attachedToText}`}
        </Text>
        {may('notice.write') && (
          <ConfirmButton
            data-dialog="notice-detach"
            variant="default"
            size="xs"
            label={texts.detach}
            title={texts.detachTitle}
            question={texts.detachText}
            confirm={texts.detach}
            onConfirm={async () => {
              await attach.mutateAsync({ id: notice.id, to: null });
              tellDone(texts.detachedDone);
            }}
          />
        )}
      </Group>
    </HeadsUp>
  );
}

/** What is attached is the one that has no campaign: the API refuses the other way round. */
function Other({ notice, other }: { notice: NoticeView; other: Similar['items'][number] }) {
  const may = useMay();
  const attach = useAttach();
  const tell = useTellApart();
  const act = (id: string, to: string) => async () => {
    await attach.mutateAsync({ id, to });
    tellDone(texts.attachedDone);
  };
  const running = other.campaigns.filter(({ status }) => status !== 'cancelled');
  return (
    <Group component="li" justify="space-between" gap="sm" align="flex-start">
      <div style={{ flex: '1 1 280px' }}>
        <Text size="sm" fw={600}>
          <Link to="/notices/$noticeId" params={{ noticeId: other.id }}>
            {other.title}
          </Link>{' '}
          · {other.firm}
        </Text>
        <Group gap="xs">
          {other.signs.map((sign) => (
            <ToneBadge key={sign} tone="info">
              {texts.signs[sign]}
            </ToneBadge>
          ))}
          {other.attachedTo !== null && <ToneBadge tone="neutral">{texts.attachedAlready}</ToneBadge>}
        </Group>
        {other.sharedCodes.length > 0 && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {texts.shared(other.sharedCodes)}
          </Text>
        )}
        <Text size="xs" component="div">
          {running.length === 0
            ? texts.noCampaign
            : running.map(({ id, title, status }) => (
                <div key={id}>
                  <Link
                    to={status === 'draft' ? '/campaigns/$campaignId/setup' : '/campaigns/$campaignId'}
                    params={{ campaignId: id }}
                    size="xs"
                  >
                    {title}
                  </Link>{' '}
                  ({words.campaignStatus[status]})
                </div>
              ))}
        </Text>
      </div>
      {may('notice.write') && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="subtle"
            aria-label={`${texts.tellApart}: ${other.title}`}
            loading={tell.isPending}
            onClick={() =>
              tell.mutate(
                { id: notice.id, from: other.id, apart: true },
                { onSuccess: () => tellDone(texts.toldApartDone), onError: (error) => tellFailure(error) },
              )
            }
          >
            {texts.tellApart}
          </Button>
          {other.attachedTo === null && (
            <ConfirmButton
              data-dialog="notice-attach-this"
              size="xs"
              variant="default"
              label={texts.attachThis}
              title={texts.attachThisTitle}
              question={texts.attachThisText(other.title)}
              confirm={texts.attachThis}
              onConfirm={act(notice.id, other.id)}
            />
          )}
          {other.attachedTo === null && running.length === 0 && (
            <ConfirmButton
              data-dialog="notice-attach-other"
              size="xs"
              variant="default"
              label={texts.attachOther}
              title={texts.attachOtherTitle}
              question={texts.attachOtherText(other.title)}
              confirm={texts.attachOther}
              onConfirm={act(other.id, notice.id)}
            />
          )}
        </Group>
      )}
    </Group>
  );
}
