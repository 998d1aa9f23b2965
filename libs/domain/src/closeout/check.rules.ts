import type { StartCheck } from '#contracts/closeout';

/**
 * Shares of the FDA's levels of effectiveness checks, 21 CFR 7.42(b)(3): A all, C a tenth, D a fiftieth, E none; B is a
 * share of the hospital's own between C and A. There the checks are of consignees by the firm; here of pumps by the
 * hospital, which is its own yardstick and claims no more.
 */
const LEVEL_PERCENT = { A: 100, C: 10, D: 2, E: 0 } as const;

/**
 * What a disagreement does, as data: the task is done and checked again, and the sample grows by as many pumps as it had
 * at first; from `allAfter` disagreements on, every completed pump is checked. One fault in a sample says that there are
 * more outside of it; three say that the sample is no longer the place to look.
 */
export const widening = { firstSamples: 1, allAfter: 3 } as const;

/** How many pumps are drawn at first: rounded up, so that a share of few pumps is at least one. Pure. */
export function sampleSize(check: StartCheck, population: number): number {
  if (check.sampleSize !== undefined) return Math.min(check.sampleSize, population);
  const percent =
    check.level === 'B' || check.level === 'chosen' ? (check.percent ?? 0) : LEVEL_PERCENT[check.level];
  // hundredths are counted, so that 7 % of 100 is not 8 by the error of a float
  return Math.min(population, Math.ceil(Math.round(percent * population * 1e6) / 1e8));
}

/** How many pumps the sample has after so many disagreements. Pure. */
export function widenedSize(firstSize: number, disagreements: number, population: number): number {
  if (disagreements >= widening.allAfter) return population;
  return Math.min(population, firstSize * (1 + disagreements * widening.firstSamples));
}
