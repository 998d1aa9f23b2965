import type { PlanOutcome, PlanStep } from '#contracts/plans';
import { deviceFacts } from '#contracts/notices';
import { exits } from '#contracts/tasks';
import type { FieldError } from '#platform/errors';

export interface CompletionRequest {
  outcome?: string;
  fields?: Record<string, string | number | boolean>;
  note?: string;
  reason?: string;
  searched?: Array<{ place: string; at: string }>;
}

export interface CompletedStep {
  outcome: string;
  fields: Record<string, string | number | boolean>;
  /** the outcome as the plan describes it; null for not-applicable and cannot-locate */
  definition: PlanOutcome | null;
}

export type Refusal = { code: string; detail: string; errors: FieldError[] };
export type Decision = { ok: true; step: CompletedStep } | { ok: false; refusal: Refusal };

const refuse = (code: string, detail: string, errors: FieldError[] = []): Decision => ({
  ok: false,
  refusal: { code, detail, errors },
});

const isExit = (outcome: string): boolean => (exits as readonly string[]).includes(outcome);

/**
 * Whether a step may end as asked, and how. Pure.
 * @param followsFrom the outcome by the platform's rule for the version typed in, or null when the pump's platform or
 *   the version cannot be told; then the person's own outcome counts
 */
export function decideCompletion(
  step: PlanStep,
  request: CompletionRequest,
  followsFrom: (version: string) => string | null,
): Decision {
  const fields = trimmed(request.fields ?? {});
  const typed = fields[step.derivedOutcome?.field ?? ''];
  const derived = typeof typed === 'string' ? (followsFrom(typed) ?? undefined) : undefined;
  const outcome = request.outcome ?? derived;
  if (outcome === undefined) {
    const missing = step.derivedOutcome?.field;
    if (missing !== undefined && fields[missing] === undefined)
      return refuseFields([required(step, missing)]);
    return refuse('task.outcome-missing', `Say how the task ended: ${allowed(step)}.`, [
      { path: 'outcome', message: `one of ${allowed(step)}` },
    ]);
  }
  const searched = request.searched ?? [];
  if (searched.length > 0 && outcome !== 'cannot-locate') {
    return refuse(
      'task.searched-not-asked',
      'Places that were searched belong to "cannot-locate". Leave them out, or put them into the note.',
      [{ path: 'searched', message: 'only of "cannot-locate"' }],
    );
  }
  if (isExit(outcome)) {
    if ((request.reason ?? '').trim() === '' && searched.length === 0) {
      const detail =
        outcome === 'cannot-locate'
          ? '"cannot-locate" needs the places that were searched, or a reason.'
          : `"${outcome}" needs a reason.`;
      return refuse('task.reason-missing', detail, [{ path: 'reason', message: 'give a reason' }]);
    }
    const errors = fieldErrors(step, null, fields);
    if (errors.length > 0) return refuseFields(errors);
    return { ok: true, step: { outcome, fields, definition: null } };
  }
  const definition = step.outcomes.find((candidate) => candidate.key === outcome);
  if (definition === undefined) {
    return refuse(
      'task.outcome-not-allowed',
      `"${outcome}" is no outcome of this step. Its outcomes: ${allowed(step)}.`,
      [{ path: 'outcome', message: `one of ${allowed(step)}` }],
    );
  }
  const errors = fieldErrors(step, outcome, fields);
  if (errors.length > 0) return refuseFields(errors);
  if (derived !== undefined && derived !== outcome) {
    return refuse(
      'task.outcome-contradicts-fields',
      `From what was typed in the outcome is "${derived}", not "${outcome}". Check the version, or send "${derived}".`,
      [{ path: 'outcome', message: `follows from the fields as "${derived}"` }],
    );
  }
  return { ok: true, step: { outcome, fields, definition } };
}

const allowed = (step: PlanStep): string =>
  [...step.outcomes.map((outcome) => outcome.key), ...exits].join(', ');

const refuseFields = (errors: FieldError[]): Decision =>
  refuse('task.fields-invalid', 'Some fields are missing or cannot be read; see the errors.', errors);

const required = (step: PlanStep, key: string): FieldError => ({
  path: `fields.${key}`,
  message: `${step.fields.find((field) => field.key === key)?.label ?? key}: fill this in`,
});

function trimmed(
  fields: Record<string, string | number | boolean>,
): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value] as const)
      .filter(([, value]) => value !== ''),
  );
}

/** @param outcome null: one of the exits, for which nothing is required */
function fieldErrors(step: PlanStep, outcome: string | null, fields: Record<string, unknown>): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of step.fields) {
    const value = fields[field.key];
    const asked = outcome !== null && (field.askedFor === undefined || field.askedFor.includes(outcome));
    if (value === undefined) {
      if (field.required && asked) errors.push(required(step, field.key));
      continue;
    }
    const fault = valueFault(field.type, value, field.choices ?? []) ?? factFault(field.key, value);
    if (fault !== null) errors.push({ path: `fields.${field.key}`, message: `${field.label}: ${fault}` });
  }
  const known = new Set(step.fields.map((field) => field.key));
  for (const key of Object.keys(fields)) {
    // What a technician recorded is never thrown away, so a version is kept although this step does not ask for it.
    if (!known.has(key) && key !== 'softwareVersion') {
      errors.push({ path: `fields.${key}`, message: 'this step has no such field' });
    }
  }
  return errors;
}

function valueFault(
  type: PlanStep['fields'][number]['type'],
  value: unknown,
  choices: string[],
): string | null {
  switch (type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'must be a number';
    case 'yes-no':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'date':
      return typeof value === 'string' && isDay(value) ? null : 'must be a day, as YYYY-MM-DD';
    case 'choice':
      return typeof value === 'string' && choices.includes(value)
        ? null
        : `must be one of ${choices.join(', ')}`;
    case 'text':
    case 'photo':
      return typeof value === 'string' ? null : 'must be text';
  }
}

/** What becomes a fact of the device's record is as short as the record takes it. */
function factFault(key: string, value: unknown): string | null {
  const fact = (deviceFacts as readonly string[]).includes(key);
  return fact && typeof value === 'string' && value.length > 100 ? 'has at most 100 characters' : null;
}

function isDay(value: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= last;
}
