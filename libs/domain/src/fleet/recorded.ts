/**
 * What a person recorded of a device, by a task or by hand: `device.recorded`, by column. An import leaves it alone and
 * shows the row (decision 0006). `was`, of what changes in the life of a device (its state, its place): what stood there
 * before, so that a file that repeats it is known to be old.
 */
export type Recorded = Record<string, { at: string; by: 'task' | 'hand'; was?: string[] }>;

/** Columns in which a file that says something new has news, and one that repeats what was there before is old. */
const CHANGING = new Set(['status', 'site_id', 'location_id']);

/**
 * The marks to be added to `before` when a person changes these columns from their old values.
 * @param old values by column
 */
export function marksByHand(
  before: Recorded | null,
  now: Date,
  old: Record<string, string | null | undefined>,
): Recorded {
  const marks: Recorded = {};
  for (const [column, value] of Object.entries(old)) {
    const was = [...(before?.[column]?.was ?? []), ...(value ? [value] : [])];
    marks[column] = { at: now.toISOString(), by: 'hand', ...(CHANGING.has(column) ? { was } : {}) };
  }
  return marks;
}

/** The marks that closed tasks add, as SQL: b the device before, `changed` whether a column has something recorded. */
export function marksByTask(mark: string, facts: Record<string, string>, status: string): string {
  const pairs = Object.entries(facts).map(
    ([column, given]) => `'${column}', CASE WHEN ${given} THEN ${mark} END`,
  );
  return `nullif(coalesce(b.recorded, '{}') || jsonb_strip_nulls(jsonb_build_object(${pairs.join(', ')}))
    || CASE WHEN (${status}) = b.status THEN '{}' ELSE jsonb_build_object('status', ${mark} ||
         jsonb_build_object('was', coalesce(b.recorded->'status'->'was', '[]') || to_jsonb(b.status))) END, '{}')`;
}

/** Whether a person recorded the column of device d. Never null. */
export const isRecorded = (column: string): string => `(d.recorded IS NOT NULL AND d.recorded ? '${column}')`;

/** Whether a value is one that stood in the column of device d before a person changed it. Never null. */
export const stoodBefore = (column: string, value: string): string =>
  `(d.recorded IS NOT NULL AND (d.recorded->'${column}'->'was' @> to_jsonb(${value}::text)) IS TRUE)`;

/** When and how the column of device d was recorded, in words. */
export const recordedHow = (column: string): string =>
  `(left(d.recorded->${column}->>'at', 10) || CASE d.recorded->${column}->>'by' WHEN 'task' THEN ' by a task' ELSE ' by hand' END)`;
