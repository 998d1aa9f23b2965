import { Group, NativeSelect, Paper, Radio, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import type { ForwardingView, SettleForwarding } from '#contracts/forwardings';
import {
  DialogButton,
  DialogForm,
  formatMoment,
  LoadMore,
  QueryView,
  ReasonField,
  ScrollTable,
  tellDone,
  type Tone,
  ToneBadge,
  useIntentKey,
  usePages,
} from '#web/ui';
import { forwardings as texts } from '../../texts/en/replies';
import { AddForwardings } from './add-forwardings';
import { forwardingsKey, settleForwarding } from './replies.queries';

const TONES: Record<ForwardingView['state'], Tone> = {
  waiting: 'soon',
  acknowledged: 'done',
  ended: 'neutral',
};

/** To whom the notice was passed on, and who has acknowledged it. */
export function Forwardings({ campaign, maySend }: { campaign: CampaignView; maySend: boolean }) {
  const { site, state } = useSearch({ from: '/signed-in/campaigns/$campaignId/$tab' });
  const navigate = useNavigate();
  const known = state !== undefined && state in texts.states ? state : undefined;
  const pages = usePages<ForwardingView>({
    key: [...forwardingsKey, campaign.id],
    path: 'forwardings',
    query: { campaign: campaign.id, site, state: known, limit: 100 },
  });
  return (
    <Paper withBorder p="md" component="section" aria-label={texts.title}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h3">
            {texts.title}
          </Title>
          {maySend && campaign.status === 'open' && (
            <DialogButton
              data-dialog="forwardings-add"
              label={texts.add}
              title={texts.addTitle}
              variant="default"
              size="lg"
            >
              {(close) => <AddForwardings campaignId={campaign.id} site={site} onClose={close} />}
            </DialogButton>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {texts.what}
        </Text>
        <NativeSelect
          label={texts.state}
          maw={240}
          value={known ?? ''}
          data={[
            { value: '', label: texts.anyState },
            ...Object.entries(texts.states).map(([value, label]) => ({ value, label: label as string })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            void navigate({
              to: '.',
              search: (before: Record<string, unknown>) => ({ ...before, state: value || undefined }),
              replace: true,
              resetScroll: false,
            } as never)
          }
        />
        <QueryView query={pages} rows={3}>
          {() =>
            pages.rows.length === 0 ? (
              <Text size="sm">{known === undefined ? texts.none : texts.noneFound}</Text>
            ) : (
              <>
                <List rows={pages.rows} maySettle={maySend} />
                <LoadMore more={pages.more} />
              </>
            )
          }
        </QueryView>
      </Stack>
    </Paper>
  );
}

function List({ rows, maySettle }: { rows: readonly ForwardingView[]; maySettle: boolean }) {
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  return (
    <ScrollTable label={texts.caption} minWidth={phone ? 300 : 720}>
      <Table aria-label={texts.caption} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.receiver}</Table.Th>
            {!phone && <Table.Th>{texts.from}</Table.Th>}
            <Table.Th>{texts.state}</Table.Th>
            {!phone && <Table.Th>{texts.last}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td>
                <Text size="sm" fw={600}>
                  {row.organisation}
                </Text>
                <Text size="xs">
                  {row.name}, {row.email}
                </Text>
                {phone && <Mails row={row} />}
              </Table.Td>
              {!phone && <Table.Td>{row.site.name}</Table.Td>}
              <Table.Td>
                <Stack gap={4} align="flex-start">
                  <ToneBadge tone={TONES[row.state]}>{texts.states[row.state]}</ToneBadge>
                  {row.acknowledgedAt !== null && (
                    <Text size="xs">
                      {texts.ackBy(row.acknowledgedBy ?? '–', formatMoment(row.acknowledgedAt))}
                    </Text>
                  )}
                  {row.settledBy !== null && (
                    <Text size="xs">
                      {[row.reason, texts.settled(row.settledBy.name)].filter(Boolean).join(' · ')}
                    </Text>
                  )}
                  {maySettle && row.state === 'waiting' && <Settle row={row} />}
                </Stack>
              </Table.Td>
              {!phone && (
                <Table.Td>
                  <Mails row={row} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

function Mails({ row: { sent, lastSentAt, lastError } }: { row: ForwardingView }) {
  return (
    <>
      <Text size="xs">
        {lastSentAt === null ? texts.notSent : texts.sent(sent, formatMoment(lastSentAt))}
      </Text>
      {lastError !== null && (
        <Text size="xs" fw={600}>
          {texts.failed(lastError)}
        </Text>
      )}
    </>
  );
}

function Settle({ row }: { row: ForwardingView }) {
  return (
    <DialogButton
      data-dialog="forwarding-settle"
      label={texts.settle}
      title={texts.settleTitle(row.organisation)}
      variant="default"
      buttonSize="xs"
      aria-label={texts.settleTitle(row.organisation)}
    >
      {(close) => <SettleForm row={row} onClose={close} />}
    </DialogButton>
  );
}

function SettleForm({ row, onClose }: { row: ForwardingView; onClose: () => void }) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [as, setAs] = useState<SettleForwarding['as']>('acknowledged');
  const [name, setName] = useState(row.name);
  const [reason, setReason] = useState('');
  const record = async () => {
    const body = {
      as,
      reason: reason.trim(),
      ...(as === 'acknowledged' && name.trim() !== '' ? { name: name.trim() } : {}),
    };
    await settleForwarding(row.id, body, intent.keyOf(body));
    intent.done();
    onClose();
    tellDone(texts.settledDone);
    await queries.invalidateQueries({ queryKey: forwardingsKey });
  };
  return (
    <DialogForm
      confirm={texts.settleConfirm}
      canConfirm={reason.trim() !== ''}
      onConfirm={record}
      onCancel={onClose}
    >
      <Radio.Group label={texts.as} value={as} onChange={(value) => setAs(value as typeof as)}>
        <Stack gap="xs" mt={4}>
          <Radio value="acknowledged" label={texts.asAcknowledged} />
          <Radio value="ended" label={texts.asEnded} />
        </Stack>
      </Radio.Group>
      {as === 'acknowledged' && (
        <TextInput
          label={texts.who}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <ReasonField
        label={texts.reason}
        description={texts.reasonHint}
        maxLength={2000}
        value={reason}
        onChange={setReason}
      />
    </DialogForm>
  );
}
