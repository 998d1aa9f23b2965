import { Button, FileButton, Paper, Stack, Text } from '@mantine/core';
import { Camera } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { PlanField } from '#contracts/plans';
import { task as texts } from '../../texts/en/task';
import type { Picture } from './photo';
import { useTaking } from './photo-button';

/**
 * Asked once, in place of the button that closes: the step asks for this with this outcome, and it is empty. Closing
 * without it is one tap; taking the photograph another, after which the button is back.
 */
export function GapQuestion({
  gap,
  busy,
  onPicture,
  onFill,
}: {
  gap: PlanField;
  busy: boolean;
  onPicture: (picture: Picture) => void;
  /** back to the field, to fill it in */
  onFill: () => void;
}) {
  const { take, busy: taking, failed } = useTaking(gap.key, onPicture);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const photo = gap.type === 'photo';
  return (
    <Paper withBorder p="sm" role="group" aria-label={texts.gap(gap.label, photo)}>
      <Stack gap="xs">
        <Text fw={600} role="status">
          {failed ? texts.notAPicture : texts.gap(gap.label, photo)}
        </Text>
        {photo ? (
          <FileButton accept="image/*" capture="environment" onChange={take}>
            {(props) => (
              <Button
                {...props}
                ref={first}
                size="lg"
                fullWidth
                loading={taking}
                leftSection={<Camera size={18} aria-hidden />}
              >
                {texts.takePhoto}
              </Button>
            )}
          </FileButton>
        ) : (
          <Button ref={first} size="lg" fullWidth onClick={onFill}>
            {texts.fillIn}
          </Button>
        )}
        <Button type="submit" size="lg" fullWidth variant="default" loading={busy}>
          {texts.closeWithout}
        </Button>
      </Stack>
    </Paper>
  );
}
