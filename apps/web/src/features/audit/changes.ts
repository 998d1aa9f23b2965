import { withDaysOf } from '#web/locale';

export interface Change {
  field: string;
  /** null: there was, or is, none */
  old: string | null;
  fresh: string | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value of an entry in one line, as a person reads it. */
function told(field: string, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return withDaysOf(field, value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
}

/** What an audit entry says, field by field: what only stands on one side, and what differs. Pure. */
export function changesOf(before: unknown, after: unknown): Change[] {
  if (!isRecord(before) && !isRecord(after)) {
    const [old, fresh] = [told('', before), told('', after)];
    return old === null && fresh === null ? [] : [{ field: 'value', old, fresh }];
  }
  const [olds, news] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  return [...new Set([...Object.keys(olds), ...Object.keys(news)])]
    .map((field) => ({ field, old: told(field, olds[field]), fresh: told(field, news[field]) }))
    .filter(({ old, fresh }) => old !== fresh);
}
