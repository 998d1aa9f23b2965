import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { PlanField } from '#contracts/plans';
import { texts as shared } from '#web/texts';

export type FieldValue = string | number | boolean | undefined;

/** A field of a step, filled in once for many tasks. A photo is of one pump, so it is not offered. */
export function StepField({
  field: { label, type, required, choices },
  value,
  onChange,
}: {
  field: PlanField;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
}) {
  const text = typeof value === 'string' ? value : '';
  switch (type) {
    case 'photo':
      return null;
    case 'number':
      return (
        <NumberInput
          label={label}
          required={required}
          hideControls
          value={typeof value === 'number' ? value : ''}
          onChange={(given) => onChange(typeof given === 'number' ? given : undefined)}
        />
      );
    case 'yes-no':
      return (
        <NativeSelect
          label={label}
          required={required}
          value={value === undefined ? '' : String(value)}
          onChange={({ currentTarget }) =>
            onChange(currentTarget.value === '' ? undefined : currentTarget.value === 'true')
          }
          data={[
            { value: '', label: '' },
            { value: 'true', label: shared.common.yes },
            { value: 'false', label: shared.common.no },
          ]}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          label={label}
          required={required}
          value={text}
          onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
          data={['', ...(choices ?? [])]}
        />
      );
    case 'date':
    case 'text':
      return (
        <TextInput
          label={label}
          required={required}
          type={type === 'date' ? 'date' : 'text'}
          value={text}
          onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
        />
      );
  }
}
