import { NativeSelect, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { DescribeHarm, HarmView } from '#contracts/harms';
import { DialogForm, tellDone, useIntentKey } from '#web/ui';
import { harm as texts } from '../../texts/en/harms';
import { describeHarm } from './harms.queries';
import { useHarmChange } from './use-harm-change';

type Details = HarmView['details'];
type Name = keyof Details;

/** What form 3500A asks for and Closeout cannot know. */
export function HarmDetails({ harm, readOnly }: { harm: HarmView; readOnly: boolean }) {
  const intent = useIntentKey();
  const change = useHarmChange(harm.id);
  const [typed, setTyped] = useState<Partial<Record<Name, string>>>({});
  const valueOf = (name: Name): string => typed[name] ?? harm.details[name] ?? '';
  const changed = Object.entries(typed).filter(
    ([name, value]) => value !== (harm.details[name as Name] ?? ''),
  );
  const keep = async () => {
    const body = { version: harm.version, ...Object.fromEntries(changed) } as DescribeHarm;
    await change(describeHarm(harm.id, body, intent.keyOf(body)));
    intent.done();
    setTyped({});
    tellDone(texts.saved);
  };
  const set = (name: Name) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setTyped((before) => ({ ...before, [name]: value }));
  };
  const field = (name: Name, maxLength: number, more: object = {}) => (
    <TextInput
      label={texts[name]}
      maxLength={maxLength}
      readOnly={readOnly}
      value={valueOf(name)}
      onChange={set(name)}
      {...more}
    />
  );
  const choice = (name: 'patientSex' | 'deviceAvailable', options: Record<string, string>) => (
    <NativeSelect
      label={texts[name]}
      disabled={readOnly}
      value={valueOf(name)}
      // what was said cannot be unsaid, only said otherwise
      data={[
        ...(harm.details[name] === undefined ? [{ value: '', label: texts.notSaid }] : []),
        ...Object.entries(options).map(([value, label]) => ({ value, label })),
      ]}
      onChange={set(name)}
    />
  );
  const fields = (
    <>
      <Text size="sm" c="dimmed">
        {texts.detailsWhat}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {field('patientIdentifier', 40, { description: texts.patientIdentifierHint })}
        {field('patientAge', 40)}
        {choice('patientSex', texts.sexes)}
        {field('eventOn', 10, { type: 'date' })}
        {choice('deviceAvailable', texts.available)}
        {field('operator', 200)}
        {field('facilityReportNumber', 60)}
        {field('facilityAddress', 500)}
      </SimpleGrid>
      <Textarea
        label={texts.outcome}
        autosize
        minRows={2}
        maxLength={1000}
        readOnly={readOnly}
        value={valueOf('outcome')}
        onChange={set('outcome')}
      />
    </>
  );
  if (readOnly) return fields;
  return (
    <DialogForm
      confirm={texts.save}
      canConfirm={
        changed.length > 0 && typed.eventOn !== '' && typed.patientSex !== '' && typed.deviceAvailable !== ''
      }
      onConfirm={keep}
    >
      {fields}
    </DialogForm>
  );
}
