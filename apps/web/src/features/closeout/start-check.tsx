import { NumberInput, Radio, Select, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { StartCheck } from '#contracts/closeout';
import { DialogForm, tellDone, useIntentKey } from '#web/ui';
import { check as texts, levels } from '../../texts/en/closeout';
import { type SampleDraft, toStart } from './check-words';
import { startCheck } from './closeout.queries';

/** Draws a sample: by a level, or a size of the hospital's own. */
export function StartCheckForm({ campaignId, onClose }: { campaignId: string; onClose: () => void }) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [draft, setDraft] = useState<SampleDraft>({ level: 'C', by: 'size', percent: null, size: null });
  const change = (part: Partial<SampleDraft>) => setDraft((before) => ({ ...before, ...part }));
  const body = toStart(draft);
  const start = async () => {
    if (body === null) return;
    const made = await startCheck(campaignId, body, intent.keyOf(body));
    intent.done();
    onClose();
    tellDone(texts.drawn(made.size));
    await queries.invalidateQueries({ queryKey: ['campaigns', campaignId] });
  };
  const number = (value: number | string): number | null => (typeof value === 'number' ? value : null);
  const percent = (
    <NumberInput
      label={texts.percent}
      required
      suffix=" %"
      min={0}
      max={100}
      value={draft.percent ?? ''}
      onChange={(value) => change({ percent: number(value) })}
    />
  );
  return (
    <DialogForm confirm={texts.draw} canConfirm={body !== null} onConfirm={start} onCancel={onClose}>
      <Text size="sm">{texts.what}</Text>
      <Select
        label={texts.level}
        allowDeselect={false}
        data={Object.entries(levels).map(([value, label]) => ({ value, label }))}
        value={draft.level}
        onChange={(level) => change({ level: (level ?? 'C') as StartCheck['level'] })}
      />
      {draft.level === 'B' && percent}
      {draft.level === 'chosen' && (
        <>
          <Radio.Group
            label={texts.by}
            value={draft.by}
            onChange={(by) => change({ by: by as SampleDraft['by'] })}
          >
            <Stack gap="xs" mt={4}>
              <Radio value="size" label={texts.bySize} />
              <Radio value="percent" label={texts.byPercent} />
            </Stack>
          </Radio.Group>
          {draft.by === 'percent' ? (
            percent
          ) : (
            <NumberInput
              label={texts.size}
              required
              min={1}
              allowDecimal={false}
              value={draft.size ?? ''}
              onChange={(value) => change({ size: number(value) })}
            />
          )}
        </>
      )}
    </DialogForm>
  );
}
