import { Group, NativeSelect, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { CheckPump, CheckView } from '#contracts/closeout';
import { PersonSelect } from '#web/features/people';
import { useMay, useMe } from '#web/session';
import {
  DialogButton,
  DialogForm,
  formatMoment,
  Link,
  QueryView,
  ScrollTable,
  tellDone,
  ToneBadge,
  Section,
} from '#web/ui';
import { check as texts } from '../../texts/en/closeout';
import { pumpName, type Shown, shownPumps } from './check-words';
import { assignCheck, checksQuery } from './closeout.queries';
import { StartCheckForm } from './start-check';

/** The independent check: draw a sample, say who checks which pump, and see what was found. */
export function Checks({ campaignId, open }: { campaignId: string; open: boolean }) {
  const may = useMay();
  const query = useQuery(checksQuery(campaignId));
  const checks = query.data?.items ?? [];
  const mayDraw = open && may('campaign.manage') && checks.every(({ toCheck }) => toCheck === 0);
  return (
    <Section
      title={texts.title}
      actions={
        mayDraw &&
        query.data !== undefined && (
          <DialogButton
            data-dialog="checks-draw"
            label={checks.length === 0 ? texts.draw : texts.drawAnother}
            title={texts.dialog}
            variant="default"
          >
            {(close) => <StartCheckForm campaignId={campaignId} onClose={close} />}
          </DialogButton>
        )
      }
    >
      <Text size="sm" c="dimmed">
        {texts.what}
      </Text>
      <QueryView query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm">{[texts.none, open ? texts.early : null].filter(Boolean).join(' ')}</Text>
          ) : (
            <Stack gap="lg">
              {items.toReversed().map((one) => (
                <OneCheck
                  key={one.id}
                  campaignId={campaignId}
                  check={one}
                  mayGive={open && may('task.assign')}
                />
              ))}
            </Stack>
          )
        }
      </QueryView>
    </Section>
  );
}

function OneCheck({
  campaignId,
  check,
  mayGive,
}: {
  campaignId: string;
  check: CheckView;
  mayGive: boolean;
}) {
  const me = useMe();
  const navigate = useNavigate();
  const { state } = useSearch({ from: '/signed-in/campaigns/$campaignId/$tab' });
  const shown: Shown = state === 'left' || state === 'mine' ? state : 'all';
  const pumps = shownPumps(check.pumps, shown, me.id);
  const names: Record<Shown, string> = { all: texts.all, left: texts.left, mine: texts.mine };
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {check.toCheck > 0 && <ToneBadge tone="soon">{texts.toCheck(check.toCheck)}</ToneBadge>}
        {check.agreed > 0 && <ToneBadge tone="done">{texts.agreed(check.agreed)}</ToneBadge>}
        {check.disagreements > 0 && <ToneBadge tone="late">{texts.disagreed(check.disagreements)}</ToneBadge>}
      </Group>
      <Text size="sm">
        {texts.summary(check.size, check.population, check.createdBy.name, formatMoment(check.createdAt))}.{' '}
        {check.size > check.firstSize && texts.widened(check.firstSize, check.size)}
      </Text>
      <Text size="xs" c="dimmed">
        {texts.seed(check.seed)}
      </Text>
      {check.pumps.length > 0 && (
        <NativeSelect
          label={texts.show}
          maw={240}
          value={shown}
          data={Object.entries(names).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget: { value } }) =>
            void navigate({
              to: '.',
              search: value === 'all' ? {} : { state: value },
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
      {pumps.length === 0 ? (
        <Text size="sm">{texts.noneHere}</Text>
      ) : (
        <Sample campaignId={campaignId} pumps={pumps} mayGive={mayGive} />
      )}
    </Stack>
  );
}

function Sample({
  campaignId,
  pumps,
  mayGive,
}: {
  campaignId: string;
  pumps: readonly CheckPump[];
  mayGive: boolean;
}) {
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  return (
    <ScrollTable label={texts.caption} minWidth={phone ? 320 : 640} mah={480}>
      <Table aria-label={texts.caption} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.pump}</Table.Th>
            {!phone && <Table.Th>{texts.place}</Table.Th>}
            <Table.Th>{texts.with}</Table.Th>
            <Table.Th>{texts.result}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pumps.map((pump) => (
            <Table.Tr key={pump.id}>
              <Table.Td>
                <Link to="/campaigns/$campaignId/checks/$pumpId" params={{ campaignId, pumpId: pump.id }}>
                  {pumpName(pump)}
                </Link>
                {phone && (
                  <Text size="xs" c="dimmed">
                    {[pump.site, pump.location].filter(Boolean).join(', ')}
                  </Text>
                )}
                {pump.attempt > 1 && (
                  <Text size="xs" c="dimmed">
                    {texts.attempt(pump.attempt)}
                  </Text>
                )}
              </Table.Td>
              {!phone && <Table.Td>{[pump.site, pump.location].filter(Boolean).join(', ')}</Table.Td>}
              <Table.Td>
                {pump.result === null ? (
                  <Stack gap={4} align="flex-start">
                    {pump.assignee?.name ?? texts.nobody}
                    {mayGive && <Give campaignId={campaignId} pump={pump} />}
                  </Stack>
                ) : (
                  <>
                    {pump.checkedBy?.name}
                    {pump.checkedAt !== null && (
                      <Text size="xs" c="dimmed">
                        {formatMoment(pump.checkedAt)}
                      </Text>
                    )}
                  </>
                )}
              </Table.Td>
              <Table.Td>
                <ResultBadge result={pump.result} />
                {pump.note !== null && <Text size="xs">{pump.note}</Text>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

export function ResultBadge({ result }: { result: CheckPump['result'] }) {
  const tone = result === null ? 'neutral' : result === 'agree' ? 'done' : 'late';
  return <ToneBadge tone={tone}>{texts.results[result ?? 'open']}</ToneBadge>;
}

function Give({ campaignId, pump }: { campaignId: string; pump: CheckPump }) {
  return (
    <DialogButton
      data-dialog="check-give"
      label={texts.give}
      title={texts.giveTo(pumpName(pump))}
      variant="default"
      buttonSize="xs"
      aria-label={`${texts.give}: ${pumpName(pump)}`}
    >
      {(close) => <GiveForm campaignId={campaignId} pump={pump} onClose={close} />}
    </DialogButton>
  );
}

function GiveForm({
  campaignId,
  pump,
  onClose,
}: {
  campaignId: string;
  pump: CheckPump;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const [person, setPerson] = useState<string | null>(null);
  const give = async () => {
    if (person === null) return;
    await assignCheck(campaignId, pump.id, person);
    onClose();
    tellDone(texts.given);
    await queries.invalidateQueries({ queryKey: ['campaigns', campaignId] });
  };
  return (
    <DialogForm confirm={texts.giveConfirm} canConfirm={person !== null} onConfirm={give} onCancel={onClose}>
      <PersonSelect
        label={texts.checker}
        description={texts.notThese(pump.doneBy.map(({ name }) => name).join(', '))}
        required
        site={pump.siteId}
        value={person}
        onChange={setPerson}
      />
    </DialogForm>
  );
}
