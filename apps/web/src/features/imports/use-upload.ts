import { useCallback, useEffect, useRef, useState } from 'react';
import type { ImportMapping } from '#contracts/import-mapping';
import { useIntentKey } from '#web/ui';
import { sendImport } from './upload';

/** One upload at a time: how far it is, what stopped it, and how to stop it. Leaving the page stops it. */
export function useUpload() {
  const { keyOf, done } = useIntentKey();
  /** 0 to 1; null: nothing is being sent */
  const [sent, setSent] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);

  /** Gives the import's id, or null when it did not get so far (see `error`). */
  const send = useCallback(
    async (
      file: File,
      { dryRun, mapping }: { dryRun: boolean; mapping: ImportMapping | null },
    ): Promise<string | null> => {
      const control = new AbortController();
      stopper.current = control;
      setSent(0);
      setError(null);
      try {
        const { name, size, lastModified } = file;
        const id = await sendImport(file, {
          dryRun,
          mapping,
          idempotencyKey: keyOf({ name, size, lastModified, dryRun, mapping }),
          onProgress: setSent,
          signal: control.signal,
        });
        done();
        return id;
      } catch (caught) {
        if (!control.signal.aborted) setError(caught);
        return null;
      } finally {
        stopper.current = null;
        setSent(null);
      }
    },
    [keyOf, done],
  );
  const stop = useCallback(() => stopper.current?.abort(), []);
  /** at this instant, also before the page is drawn again */
  const isSending = useCallback(() => stopper.current !== null, []);
  return { sent, error, send, stop, isSending };
}
