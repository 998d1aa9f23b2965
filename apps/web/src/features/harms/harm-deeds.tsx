import { Radio, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { HarmEvent, HarmRecipient, HarmView } from '#contracts/harms';
import { DialogButton, DialogForm, ReasonField, tellDone, useIntentKey } from '#web/ui';
import { harm as texts, harmEvents, recipients } from '../../texts/en/harms';
import { decideHarm, recordReport } from './harms.queries';
import { useHarmChange } from './use-harm-change';

/** Whether it has to be reported, with the reason; a later decision takes the place of this one. */
export function DecideButton({ harm }: { harm: HarmView }) {
  const first = harm.decisions.length === 0;
  return (
    <DialogButton
      data-dialog="harm-decide"
      label={first ? texts.decide : texts.decideAgain}
      title={texts.decideTitle}
      {...(first ? {} : { variant: 'default' })}
    >
      {(close) => <Decide harm={harm} onClose={close} />}
    </DialogButton>
  );
}

function Decide({ harm, onClose }: { harm: HarmView; onClose: () => void }) {
  const intent = useIntentKey();
  const change = useHarmChange(harm.id);
  const [event, setEvent] = useState<HarmEvent | ''>('');
  const [reason, setReason] = useState('');
  const decide = async () => {
    if (event === '') return;
    const body = { version: harm.version, event, reason: reason.trim() };
    await change(decideHarm(harm.id, body, intent.keyOf(body)));
    intent.done();
    onClose();
    tellDone(texts.decideDone);
  };
  return (
    <DialogForm
      confirm={texts.decideConfirm}
      canConfirm={event !== '' && reason.trim() !== ''}
      onConfirm={decide}
      onCancel={onClose}
    >
      <Radio.Group
        label={texts.event}
        required
        value={event}
        onChange={(value) => setEvent(value as HarmEvent)}
      >
        <Stack gap="xs" mt={4}>
          {Object.entries(harmEvents).map(([value, label]) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      <ReasonField label={texts.reason} description={texts.reasonHint} value={reason} onChange={setReason} />
    </DialogForm>
  );
}

/** That it was reported to one of those whom the decision names. */
export function RecordButton({ harm }: { harm: HarmView }) {
  return (
    <DialogButton data-dialog="harm-report" label={texts.record} title={texts.recordTitle} variant="default">
      {(close) => <RecordReport harm={harm} onClose={close} />}
    </DialogButton>
  );
}

function RecordReport({ harm, onClose }: { harm: HarmView; onClose: () => void }) {
  const intent = useIntentKey();
  const change = useHarmChange(harm.id);
  const queries = useQueryClient();
  const [to, setTo] = useState<HarmRecipient | undefined>(harm.owedTo[0]);
  const [sentOn, setSentOn] = useState('');
  const [reference, setReference] = useState(harm.details.facilityReportNumber ?? '');
  const record = async () => {
    if (to === undefined) return;
    const body = { version: harm.version, to, sentOn, reference: reference.trim() };
    await change(recordReport(harm.id, body, intent.keyOf(body)));
    intent.done();
    onClose();
    tellDone(texts.recordDone);
    await queries.invalidateQueries({ queryKey: ['campaigns', harm.campaignId] });
  };
  return (
    <DialogForm
      confirm={texts.recordConfirm}
      canConfirm={to !== undefined && sentOn !== '' && reference.trim() !== ''}
      onConfirm={record}
      onCancel={onClose}
    >
      <Radio.Group label={texts.to} value={to ?? ''} onChange={(value) => setTo(value as HarmRecipient)}>
        <Stack gap="xs" mt={4}>
          {harm.owedTo.map((recipient) => (
            <Radio key={recipient} value={recipient} label={recipients[recipient]} />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        type="date"
        label={texts.sentOn}
        required
        value={sentOn}
        onChange={(changed) => setSentOn(changed.currentTarget.value)}
      />
      <TextInput
        label={texts.reference}
        description={texts.referenceHint}
        required
        maxLength={200}
        value={reference}
        onChange={(changed) => setReference(changed.currentTarget.value)}
      />
    </DialogForm>
  );
}
