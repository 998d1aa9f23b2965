import { Checkbox, List, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { NotLocatedPump } from '#contracts/closeout';
import {
  DialogButton,
  formatMoment,
  Link,
  QueryView,
  ReasonField,
  ScrollTable,
  Section,
  tellDone,
  ToneBadge,
  useIntentKey,
} from '#web/ui';
import { notLocated as texts } from '../../texts/en/closeout';
import { decideNotLocated, notLocatedQuery } from './closeout.queries';
import { SignForm } from './lazy-sign-form';

const nameOf = ({ assetTag, serialNumber, deviceId }: NotLocatedPump): string =>
  assetTag ?? serialNumber ?? deviceId;

/** Pumps that nobody found, and the signed decision that the campaign may end without them. */
export function NotLocated({ campaignId, mayDecide }: { campaignId: string; mayDecide: boolean }) {
  const query = useQuery(notLocatedQuery(campaignId));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const open = (query.data?.items ?? []).filter(({ decision }) => decision === null);
  const pumps = open.filter(({ deviceId }) => chosen.has(deviceId));
  return (
    <Section
      title={texts.title}
      actions={
        mayDecide &&
        open.length > 0 && (
          <DialogButton
            data-dialog="not-located-decide"
            label={texts.decide(pumps.length)}
            title={texts.dialog}
            disabled={pumps.length === 0}
            variant="default"
          >
            {(close) => (
              <Decide
                campaignId={campaignId}
                pumps={pumps}
                onClose={close}
                onDone={() => setChosen(new Set())}
              />
            )}
          </DialogButton>
        )
      }
    >
      <QueryView query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm">{texts.every}</Text>
          ) : (
            <Pumps items={items} chosen={mayDecide ? chosen : null} onChoose={setChosen} />
          )
        }
      </QueryView>
    </Section>
  );
}

function Pumps({
  items,
  chosen,
  onChoose,
}: {
  items: readonly NotLocatedPump[];
  /** null: the reader decides nothing */
  chosen: ReadonlySet<string> | null;
  onChoose: (chosen: ReadonlySet<string>) => void;
}) {
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  const open = items.filter(({ decision }) => decision === null);
  const selects = chosen !== null && open.length > 0;
  const all = chosen !== null && open.every(({ deviceId }) => chosen.has(deviceId));
  const toggle = (deviceId: string) => {
    const next = new Set(chosen);
    if (!next.delete(deviceId)) next.add(deviceId);
    onChoose(next);
  };
  return (
    <ScrollTable label={texts.caption} minWidth={phone ? 300 : 560}>
      <Table aria-label={texts.caption} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            {selects && (
              <Table.Th w={44}>
                <Checkbox
                  aria-label={texts.selectAll}
                  checked={all}
                  indeterminate={!all && (chosen?.size ?? 0) > 0}
                  onChange={() => onChoose(new Set(all ? [] : open.map(({ deviceId }) => deviceId)))}
                />
              </Table.Th>
            )}
            <Table.Th>{texts.pump}</Table.Th>
            {!phone && <Table.Th>{texts.site}</Table.Th>}
            {!phone && <Table.Th>{texts.search}</Table.Th>}
            <Table.Th>{texts.decision}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((pump) => (
            <Table.Tr key={pump.deviceId}>
              {selects && (
                <Table.Td>
                  {pump.decision === null && (
                    <Checkbox
                      aria-label={texts.select(nameOf(pump))}
                      checked={chosen.has(pump.deviceId)}
                      onChange={() => toggle(pump.deviceId)}
                    />
                  )}
                </Table.Td>
              )}
              <Table.Td>
                <Link to="/devices/$deviceId" params={{ deviceId: pump.deviceId }}>
                  {nameOf(pump)}
                </Link>
                {phone && (
                  <Text size="xs" component="div">
                    {pump.site} · <Search pump={pump} />
                  </Text>
                )}
              </Table.Td>
              {!phone && <Table.Td>{pump.site}</Table.Td>}
              {!phone && (
                <Table.Td>
                  <Search pump={pump} />
                </Table.Td>
              )}
              <Table.Td>
                {pump.decision === null ? (
                  <ToneBadge tone="soon">{texts.undecided}</ToneBadge>
                ) : (
                  <>
                    {pump.decision.reason}
                    <Text size="xs" c="dimmed">
                      {texts.decided(pump.decision.by, formatMoment(pump.decision.at))}
                    </Text>
                  </>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

/** The task in which it was looked for in vain; without one its record alone says so. */
function Search({ pump: { taskId } }: { pump: NotLocatedPump }) {
  if (taskId === null) return <>{texts.byRecord}</>;
  return (
    <Link to="/tasks/$taskId" params={{ taskId }}>
      {texts.sought}
    </Link>
  );
}

function Decide({
  campaignId,
  pumps,
  onClose,
  onDone,
}: {
  campaignId: string;
  pumps: readonly NotLocatedPump[];
  onClose: () => void;
  onDone: () => void;
}) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [reason, setReason] = useState('');
  const decide = async (password: string) => {
    const body = { deviceIds: pumps.map(({ deviceId }) => deviceId), reason: reason.trim(), password };
    await decideNotLocated(campaignId, body, intent.keyOf(body));
    intent.done();
    onClose();
    onDone();
    tellDone(texts.done);
    await queries.invalidateQueries({ queryKey: ['campaigns', campaignId] });
  };
  return (
    <SignForm
      act="not-located"
      confirm={texts.confirm}
      canSign={reason.trim() !== ''}
      onSign={decide}
      onCancel={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">{texts.question}</Text>
        <List size="sm" mah={160} style={{ overflowY: 'auto' }} tabIndex={0} aria-label={texts.title}>
          {pumps.map((pump) => (
            <List.Item key={pump.deviceId}>
              {nameOf(pump)}, {pump.site}
            </List.Item>
          ))}
        </List>
      </Stack>
      <ReasonField label={texts.reason} description={texts.reasonHint} value={reason} onChange={setReason} />
    </SignForm>
  );
}
