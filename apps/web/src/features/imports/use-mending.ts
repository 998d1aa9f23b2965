import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { ImportColumn } from '#contracts/imports';
import type { RefusedRow } from '#contracts/import-mapping';
import { ProblemError } from '#web/api';
import { useIntentKey } from '#web/ui';
import { imports as texts } from '../../texts/en/imports';
import { allRefused, importQuery, IMPORTS } from './imports.queries';
import { type Cells, mendedCsv, type Mended, outcomesOf } from './mended';
import { sendImport } from './upload';

/**
 * Mending the refused rows of an import: what a person changed, by line, and sending those rows again as a small CSV
 * file with our own column names, through the same import. What became of each is told at its row.
 */
export function useMending(importId: string, rows: readonly RefusedRow[], columns: readonly ImportColumn[]) {
  const queries = useQueryClient();
  const { keyOf, done } = useIntentKey();
  const [edits, setEdits] = useState<ReadonlyMap<number, Cells>>(new Map());
  const [outcomes, setOutcomes] = useState<ReadonlyMap<number, Mended>>(new Map());
  const [outcome, setOutcome] = useState<{ importId: string; landed: number; refused: number } | null>(null);

  const edit = useCallback((line: number, column: ImportColumn, value: string) => {
    setEdits((before) => new Map(before).set(line, { ...before.get(line), [column]: value }));
  }, []);
  const undo = useCallback((line: number) => {
    setEdits((before) => {
      const after = new Map(before);
      after.delete(line);
      return after;
    });
  }, []);
  /** as it stands on the screen, of rows that differ from what was refused */
  const mended = useMemo(
    () =>
      rows.flatMap(({ line, values }) => {
        const before = outcomes.get(line);
        const refused = before?.landed === false ? before.cells : values;
        const cells = { ...values, ...edits.get(line) };
        const changed = columns.some((column) => (cells[column] ?? '') !== (refused[column] ?? ''));
        return before?.landed !== true && changed ? [{ line, cells }] : [];
      }),
    [rows, columns, edits, outcomes],
  );

  const send = useMutation({
    mutationFn: async () => {
      const csv = mendedCsv(columns, mended);
      const file = new File([csv], texts.mendedFile(importId), { type: 'text/csv' });
      const sent = await sendImport(file, {
        dryRun: false,
        mapping: null,
        mends: importId,
        idempotencyKey: keyOf(csv),
      });
      const view = await ended(sent);
      if (view.status === 'failed') throw new ProblemError(422, { detail: view.error });
      const refused = view.refusedCount === 0 ? [] : await allRefused(sent);
      return {
        importId: sent,
        view,
        of: outcomesOf(mended, refused),
      };
    },
    onSuccess: ({ importId: sent, view, of }) => {
      done();
      setOutcomes((before) => new Map([...before, ...of]));
      setOutcome({ importId: sent, landed: view.rows - view.refusedCount, refused: view.refusedCount });
      void queries.invalidateQueries({ queryKey: ['devices'] });
      void queries.invalidateQueries({ queryKey: [...IMPORTS, 'list'] });
      void queries.invalidateQueries({ queryKey: [...IMPORTS, 'one'] });
      // what landed stays in sight until the page is left, and is not offered again when it is opened
      void queries.invalidateQueries({ queryKey: [...IMPORTS, 'refused'], refetchType: 'none' });
    },
  });
  const ended = async (id: string) => {
    for (;;) {
      const view = await queries.fetchQuery({ ...importQuery(id), staleTime: 0 });
      if (view.status !== 'running') return view;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  return {
    mended,
    send,
    outcome,
    /** what a row needs to draw itself */
    of: (line: number) => ({ edits: edits.get(line), outcome: outcomes.get(line), edit, undo }),
  };
}
