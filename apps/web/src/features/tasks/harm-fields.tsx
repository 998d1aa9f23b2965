import { Checkbox, Fieldset, Stack, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { localMinute } from '#web/locale';
import { harmForm as texts } from '../../texts/en/harms';
import type { DraftHarm } from './completion-form';

/**
 * What a technician saw or heard about a patient goes out with the task, also without a network. What is asked besides
 * (`children`) stands first, once there is something to tell.
 */
export function HarmFields({
  harm,
  wrong,
  onChange,
  children,
}: {
  harm: DraftHarm | null;
  wrong: (at: string) => string | undefined;
  onChange: (harm: DraftHarm | null) => void;
  children?: ReactNode;
}) {
  return (
    <Stack gap="xs">
      <Checkbox
        label={texts.toggle}
        description={texts.toggleHint}
        checked={harm !== null}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? { awareAt: localMinute(new Date()), what: '' } : null)
        }
      />
      {harm !== null && (
        <Fieldset legend={texts.toggle}>
          <Stack gap="sm">
            {children}
            <TextInput
              type="datetime-local"
              label={texts.aware}
              required
              value={harm.awareAt}
              error={wrong('harm.awareAt')}
              onChange={(event) => onChange({ ...harm, awareAt: event.currentTarget.value })}
            />
            <Textarea
              label={texts.what}
              description={texts.whatHint}
              required
              autosize
              minRows={2}
              maxLength={4000}
              value={harm.what}
              error={wrong('harm.what')}
              onChange={(event) => onChange({ ...harm, what: event.currentTarget.value })}
            />
          </Stack>
        </Fieldset>
      )}
    </Stack>
  );
}
