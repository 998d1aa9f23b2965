import { Button, Group, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { texts } from '#web/texts';
import { Failure } from './failure';
import { tellFailure } from './told';
import { useStillThere } from './use-still-there';

/** The fields of a deed and its two buttons; a refusal is said between them, and nothing that was typed is lost. Whoever closed the dialog meanwhile is told all the same. */
export function DialogForm({
  confirm,
  canConfirm = true,
  onConfirm,
  onCancel,
  children,
}: {
  confirm: string;
  canConfirm?: boolean;
  /** rejects when it was refused */
  onConfirm: () => Promise<unknown>;
  /** absent: a form on a page, with nothing to go back to */
  onCancel?: () => void;
  children: ReactNode;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const stillThere = useStillThere();
  const act = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
    } catch (caught) {
      if (stillThere()) setError(caught);
      else tellFailure(caught);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canConfirm && !busy) void act();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {children}
        {error !== null && <Failure error={error} />}
        <Group justify="flex-end">
          {onCancel !== undefined && (
            <Button variant="default" onClick={onCancel}>
              {texts.common.cancel}
            </Button>
          )}
          <Button type="submit" loading={busy} disabled={!canConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
