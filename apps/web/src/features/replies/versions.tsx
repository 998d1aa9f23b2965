import { Anchor, DataList, Group, Stack, Text, Timeline } from '@mantine/core';
import type { ReplyDetail, ReplyVersion } from '#contracts/replies';
import { apiPath } from '#web/api';
import { formatMoment, Link, ToneBadge } from '#web/ui';
import { reply as texts, routes } from '../../texts/en/replies';
import { FiguresTable } from './figures-table';

/** Everything that went out, newest first: the figures and the form of then, and what the mail server answered. */
export function Versions({ reply }: { reply: ReplyDetail }) {
  if (reply.versions.length === 0) return <Text size="sm">{texts.noVersions}</Text>;
  return (
    <Timeline bulletSize={14} active={reply.versions.length}>
      {reply.versions.toReversed().map((version) => (
        <Timeline.Item key={version.number} title={texts.version(version.number, version.interim)}>
          <OneVersion reply={reply} version={version} />
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

function OneVersion({ reply, version }: { reply: ReplyDetail; version: ReplyVersion }) {
  const { number, route, sentBy, sentAt, createdAt, acknowledgedAt, acknowledgedBy, acknowledgement } =
    version;
  const facts: Array<[string, string | null]> = [
    [texts.firmAddress, version.to],
    [texts.reference, version.referenceNumber],
    [texts.server, version.serverAnswer],
    [texts.messageId, version.messageId],
    [texts.contact, version.contact === null ? null : `${version.contact.name}, ${version.contact.email}`],
    [texts.note, version.note],
    [texts.sha, version.sha256],
  ];
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <ToneBadge tone="neutral">{routes[route]}</ToneBadge>
        {version.refused && <ToneBadge tone="late">{texts.refused}</ToneBadge>}
        {!version.refused && sentAt === null && <ToneBadge tone="info">{texts.waiting}</ToneBadge>}
        <Text size="sm">{texts.by(sentBy?.name ?? '–', formatMoment(sentAt ?? createdAt))}</Text>
      </Group>
      {acknowledgedAt !== null && (
        <Group gap="xs">
          <ToneBadge tone="done">
            {texts.ackAt(formatMoment(acknowledgedAt), acknowledgedBy?.name ?? '–')}
          </ToneBadge>
          <Text size="sm">
            {[acknowledgement?.reference, acknowledgement?.note].filter(Boolean).join(' · ')}
          </Text>
        </Group>
      )}
      <Group gap="md" fz="sm">
        {(route === 'email' || route === 'form') && (
          <Anchor
            href={apiPath(`replies/${reply.id}.pdf`, { version: number })}
            target="_blank"
            rel="noreferrer"
            underline="always"
            size="sm"
          >
            {texts.document}
          </Anchor>
        )}
        {version.photoId !== null && reply.taskId !== null && (
          <Anchor
            href={apiPath(`tasks/${reply.taskId}/photos/${version.photoId}`)}
            target="_blank"
            rel="noreferrer"
            underline="always"
            size="sm"
          >
            {texts.photo}
          </Anchor>
        )}
        {version.to !== null && (
          <Link to="/mailbox" search={{ q: version.to }} size="sm">
            {texts.mailbox}
          </Link>
        )}
      </Group>
      <details>
        <summary>{texts.counts}</summary>
        <FiguresTable
          label={`${texts.counts}: ${texts.version(number, version.interim)}`}
          figures={version.figures}
        />
      </details>
      <DataList size="sm" labelWidth={180}>
        {facts
          .filter((fact): fact is [string, string] => fact[1] !== null)
          .map(([label, value]) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue>{value}</DataList.ItemValue>
            </DataList.Item>
          ))}
      </DataList>
    </Stack>
  );
}
