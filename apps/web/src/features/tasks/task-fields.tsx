import { NumberInput, Radio, Group, Select, TextInput } from '@mantine/core';
import type { PlanField } from '#contracts/plans';
import { common } from '../../texts/en/common';
import { PhotoButton } from './photo-button';
import type { Picture } from './photo';

/** One field of a step, by its type. */
export function TaskField({
  field,
  value,
  picture,
  error,
  onChange,
  onPicture,
}: {
  field: PlanField;
  value: string | number | boolean | undefined;
  picture: Picture | undefined;
  error: string | undefined;
  onChange: (value: string | number | boolean | undefined) => void;
  onPicture: (picture: Picture | null) => void;
}) {
  const shared = { label: field.label, required: field.required, error };
  switch (field.type) {
    case 'text':
      return (
        <TextInput
          {...shared}
          size="md"
          autoComplete="off"
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...shared}
          size="md"
          hideControls
          inputMode="decimal"
          value={typeof value === 'boolean' || value === undefined ? '' : value}
          onChange={(next) => onChange(next === '' ? undefined : next)}
        />
      );
    case 'date':
      return (
        <TextInput
          {...shared}
          type="date"
          size="md"
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'choice':
      return (
        <Select
          {...shared}
          size="md"
          data={field.choices ?? []}
          value={typeof value === 'string' ? value : null}
          onChange={(next) => onChange(next ?? undefined)}
          clearable={!field.required}
        />
      );
    case 'yes-no':
      return (
        <Radio.Group
          {...shared}
          value={value === undefined ? '' : String(value)}
          onChange={(next) => onChange(next === 'true')}
        >
          <Group mt={4}>
            <Radio size="md" value="true" label={common.yes} />
            <Radio size="md" value="false" label={common.no} />
          </Group>
        </Radio.Group>
      );
    case 'photo':
      return (
        <PhotoButton
          label={field.label}
          required={field.required}
          field={field.key}
          picture={picture}
          error={error}
          onPicture={onPicture}
        />
      );
  }
}
