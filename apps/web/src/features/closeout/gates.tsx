import { Group, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CampaignGate, CampaignGates, GateItem } from '#contracts/closeout';
import { formatDay, Link, ToneBadge, withDays } from '#web/ui';
import { gates as texts } from '../../texts/en/closeout';

/** Each gate with whether it is met; an open one names what is open, where and whose, and leads to each. */
export function Gates({ gates: { campaignId, gates, allMet } }: { gates: CampaignGates }) {
  const open = gates.filter(({ met }) => !met).length;
  return (
    <Stack gap="xs">
      <Text size="sm">{allMet ? texts.allMet : texts.left(open, gates.length)}</Text>
      <List
        listStyleType="none"
        spacing="md"
        aria-label={texts.label}
        styles={{ itemWrapper: { display: 'block' }, itemLabel: { display: 'block' } }}
      >
        {gates.map((gate) => (
          <List.Item key={gate.key}>
            <OneGate campaignId={campaignId} gate={gate} />
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

function OneGate({ campaignId, gate }: { campaignId: string; gate: CampaignGate }) {
  const { title, met, open, detail, items } = gate;
  return (
    <Stack gap={2}>
      <Group gap="xs">
        <ToneBadge tone={met ? 'done' : 'soon'}>{met ? texts.met : texts.open(open)}</ToneBadge>
        <Text fw={600} size="sm">
          {title}
        </Text>
      </Group>
      <Text size="sm">{withDays(detail)}</Text>
      {items.length > 0 && (
        <List size="sm" spacing={4} aria-label={texts.itemsOf(title)} mt={4} withPadding>
          {items.map((item) => (
            <List.Item key={`${item.kind} ${item.id}`}>
              <ItemLink campaignId={campaignId} item={item}>
                {item.what}
              </ItemLink>
              {' · '}
              {[
                item.site,
                item.person?.name ?? texts.nobody,
                item.dueOn === null ? null : texts.due(formatDay(item.dueOn)),
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </List.Item>
          ))}
          {open > items.length && <List.Item>{texts.more(open - items.length)}</List.Item>}
        </List>
      )}
    </Stack>
  );
}

/** Where the row is that keeps the gate open; one of a kind that a newer server knows is named without a link. */
function ItemLink({
  campaignId,
  item: { kind, id, deviceId, siteId },
  children,
}: {
  campaignId: string;
  item: GateItem;
  children: ReactNode;
}) {
  switch (kind) {
    case 'task':
    case 'waiting':
      return (
        <Link to="/tasks/$taskId" params={{ taskId: id }}>
          {children}
        </Link>
      );
    case 'device':
      return (
        <Link to="/devices/$deviceId" params={{ deviceId: deviceId ?? id }}>
          {children}
        </Link>
      );
    case 'reply':
      return (
        <Link to="/replies/$replyId" params={{ replyId: id }}>
          {children}
        </Link>
      );
    case 'harm':
      return (
        <Link to="/harms/$harmId" params={{ harmId: id }}>
          {children}
        </Link>
      );
    case 'check':
      return (
        <Link to="/campaigns/$campaignId/checks/$pumpId" params={{ campaignId, pumpId: id }}>
          {children}
        </Link>
      );
    case 'forwarding':
      return (
        <Link
          to="/campaigns/$campaignId/$tab"
          params={{ campaignId, tab: 'replies' }}
          search={{ state: 'waiting', ...(siteId === null ? {} : { site: siteId }) }}
        >
          {children}
        </Link>
      );
    default:
      return <span>{children}</span>;
  }
}
