import { derivedOutcome, platformOf } from '#contracts/derived-outcome';
import type { TaskView } from '#contracts/tasks';
import { type Draft, isExit } from './completion-form';

/**
 * What follows from a version typed in. matches, mismatch: by the rule of this pump's platform. unclear: the version, or
 * the platform, cannot be told; a person says how it ended.
 */
export type Derived =
  | { what: 'matches' | 'mismatch'; outcome: string; platform: string; versions: readonly string[] }
  | { what: 'unclear'; why: 'version' | 'platform' };

/** The outcome that follows for this pump from what is typed so far; null: the step has no such rule, or nothing is typed. */
export function derivedOf(
  { derives, device }: Pick<TaskView, 'derives' | 'device'>,
  values: Draft['values'],
): Derived | null {
  // work kept on a phone by an earlier version of this page has no rule along
  const rule = derives ?? null;
  const typed = rule === null ? undefined : values[rule.field];
  if (rule === null || device === null || typeof typed !== 'string' || typed.trim() === '') return null;
  const platform = platformOf(rule, device);
  if (platform === undefined) return { what: 'unclear', why: 'platform' };
  const outcome = derivedOutcome(rule, device, typed);
  if (outcome === null) return { what: 'unclear', why: 'version' };
  const what = outcome === rule.matches ? 'matches' : 'mismatch';
  return { what, outcome, platform: platform.name, versions: platform.versions };
}

/** A draft as it is closed: what follows from the version counts, unless the person left by one of the two exits. */
export function asDerived(draft: Draft, derived: Derived | null): Draft {
  return derived === null || derived.what === 'unclear' || isExit(draft.outcome)
    ? draft
    : { ...draft, outcome: derived.outcome };
}
