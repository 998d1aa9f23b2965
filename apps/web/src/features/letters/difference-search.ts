import type { TaskChangeEffect } from '#contracts/campaign-changes';

/** What the page of a difference keeps in its address. letter, planKey, planVersion: what is held against the campaign. */
export const differenceSearchKeys = [
  'letter',
  'planKey',
  'planVersion',
  'change',
  'effect',
  'step',
  'site',
] as const;
export type DifferenceSearch = { [Key in (typeof differenceSearchKeys)[number]]?: string | undefined };

export const deviceCounts = ['added', 'removed', 'verdict-changed', 'undecided'] as const;
export type DeviceCount = (typeof deviceCounts)[number];
/** The name of the count in the contract's answer. */
export const countKey = {
  added: 'added',
  removed: 'removed',
  undecided: 'undecided',
  'verdict-changed': 'verdictChanged',
} as const;

/** In the order in which they are read: what makes work first, what stays as it is last. */
export const effectOrder: readonly TaskChangeEffect[] = [
  'new',
  'returned',
  'reopened',
  'instructions',
  'withdrawn',
  'goes-on',
  'kept',
];
