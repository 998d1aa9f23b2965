import {
  Button,
  Checkbox,
  Group,
  MultiSelect,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import type { PlanField, PlanStep } from '#contracts/plans';
import { plans as texts } from '../../texts/en/plans';
import classes from './plan-editor.module.css';
import { below, type Faults } from './plan-faults';
import { newKey } from './plan-keys';

/** What a person fills in when they close a task of this step. */
export function FieldsEditor({
  step,
  faults,
  onChange,
}: {
  step: PlanStep;
  faults: Faults;
  onChange: (step: PlanStep) => void;
}) {
  const set = (at: number, field: PlanField) =>
    onChange({ ...step, fields: step.fields.map((one, n) => (n === at ? field : one)) });
  const outcomes = step.outcomes.map(({ key, label }) => ({ value: key, label: label || key }));
  const rule = step.derivedOutcome;
  return (
    <Stack gap="xs" role="group" aria-label={texts.fieldsTitle}>
      <Title order={4}>{texts.fieldsTitle}</Title>
      {rule !== undefined && (
        <Group gap="sm">
          <Text size="sm">
            {texts.derived(step.fields.find(({ key }) => key === rule.field)?.label ?? rule.field)}
          </Text>
          <Button
            variant="default"
            size="xs"
            onClick={() => {
              const { derivedOutcome: _, ...rest } = step;
              onChange(rest);
            }}
          >
            {texts.derivedOff}
          </Button>
        </Group>
      )}
      {step.fields.map((field, at) => {
        const wrong = below(faults, `fields.${at}`);
        return (
          <div key={field.key} className={classes['row']}>
            <TextInput
              label={texts.fieldLabel(at + 1)}
              required
              value={field.label}
              error={wrong['label'] ?? wrong['key']}
              onChange={(event) => set(at, { ...field, label: event.currentTarget.value })}
            />
            <Select
              label={texts.fieldType(at + 1)}
              allowDeselect={false}
              data={Object.entries(texts.fieldTypes).map(([value, label]) => ({ value, label }))}
              value={field.type}
              onChange={(value) => {
                const { choices: _, ...rest } = field;
                const type = value as PlanField['type'];
                set(at, type === 'choice' ? { ...rest, type, choices: [] } : { ...rest, type });
              }}
            />
            {outcomes.length > 1 && (
              <MultiSelect
                label={texts.fieldAsked(at + 1)}
                placeholder={(field.askedFor ?? []).length === 0 ? texts.everyOutcome : ''}
                data={outcomes}
                value={field.askedFor ?? []}
                error={wrong['askedFor']}
                onChange={(askedFor) => {
                  const { askedFor: _, ...rest } = field;
                  set(at, askedFor.length === 0 ? rest : { ...rest, askedFor });
                }}
              />
            )}
            {field.type === 'choice' && (
              <Textarea
                label={texts.fieldChoices(at + 1)}
                autosize
                minRows={2}
                required
                value={(field.choices ?? []).join('\n')}
                error={
                  wrong['choices'] ?? Object.entries(wrong).find(([path]) => path.startsWith('choices.'))?.[1]
                }
                onChange={(event) =>
                  set(at, {
                    ...field,
                    choices: event.currentTarget.value === '' ? [] : event.currentTarget.value.split('\n'),
                  })
                }
              />
            )}
            <Checkbox
              label={texts.required}
              aria-label={texts.fieldRequired(at + 1)}
              checked={field.required}
              onChange={(event) => set(at, { ...field, required: event.currentTarget.checked })}
            />
            <Button
              variant="default"
              size="xs"
              onClick={() => onChange({ ...step, fields: step.fields.filter((_, n) => n !== at) })}
            >
              {texts.removeField(at + 1)}
            </Button>
          </div>
        );
      })}
      <Group>
        <Button
          variant="default"
          size="xs"
          onClick={() =>
            onChange({
              ...step,
              fields: [
                ...step.fields,
                {
                  key: newKey(step.fields.map(({ key }) => key)),
                  label: '',
                  type: 'text',
                  required: false,
                },
              ],
            })
          }
        >
          {texts.addField}
        </Button>
      </Group>
    </Stack>
  );
}
