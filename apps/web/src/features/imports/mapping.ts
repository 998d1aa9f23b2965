import { type ImportColumn, importColumns } from '#contracts/imports';
import { type ImportColumnsView, ImportMapping } from '#contracts/import-mapping';

/** What a person chose: for each of our columns a column of the file by its name; '' for none. */
export type Choice = Record<ImportColumn, string>;

/** Begins with what an earlier import said, as far as the file has those columns, else with the suggestion. */
export function firstChoice(view: ImportColumnsView, before: Record<string, string> | null): Choice {
  const has = new Set(view.header);
  const of = (column: ImportColumn): string => {
    const name = before === null ? view.suggestion[column] : before[column];
    return name !== null && name !== undefined && has.has(name) ? name : '';
  };
  return Object.fromEntries(importColumns.map((column) => [column, of(column)])) as Choice;
}

/** The mapping to send, or what the contract says against it: by column, '' for the whole. */
export function mappingOf(
  choice: Choice,
): { mapping: ImportMapping; faults: null } | { mapping: null; faults: Record<string, string> } {
  const chosen = Object.fromEntries(Object.entries(choice).filter(([, name]) => name !== ''));
  const checked = ImportMapping.safeParse(chosen);
  if (checked.success) return { mapping: checked.data, faults: null };
  const faults: Record<string, string> = {};
  for (const { path, message } of checked.error.issues) faults[String(path[0] ?? '')] ??= message;
  return { mapping: null, faults };
}

/** The columns of the file, by name, that none of ours takes. Those without a name cannot be taken. */
export const leftOver = (header: readonly string[], choice: Choice): string[] => {
  const taken = new Set(Object.values(choice));
  return header.filter((name) => name.trim() !== '' && !taken.has(name));
};

/** Up to three different values of one column in the first rows. */
export function sampleOf(view: ImportColumnsView, name: string): string[] {
  const at = view.header.indexOf(name);
  if (name === '' || at < 0) return [];
  const values = view.rows.map((cells) => (cells[at] ?? '').trim()).filter((value) => value !== '');
  return [...new Set(values)].slice(0, 3);
}
