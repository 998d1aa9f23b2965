/** Why a pump has its verdict: what its record says against what the notice asks for, in words. Pure. */

import { day } from './words.js';

const ISO_DAY = /\b\d{4}-\d{2}-\d{2}\b/g;
const inDays = (text) => text.replaceAll(ISO_DAY, (iso) => day(iso));

/** Which date of the record each criterion about dates looks at. */
const DATES = {
  manufactured: { said: 'Manufactured on', missing: 'The record has no date of manufacture.' },
  distributed: {
    said: 'Received on',
    missing: 'The record has no date received, which stands for the date of distribution.',
  },
};

/**
 * One clause as sentences: which fact was compared, what it is, and what the notice asks for.
 * @param {{ criterion: string, expected: string, actual: string | null, result: boolean | null, reason: string }} clause
 */
export function clauseInWords({ criterion, expected, actual, result, reason }) {
  const date = DATES[criterion];
  if (date !== undefined) {
    const asked = `The notice asks for pumps ${inDays(expected)}.`;
    if (actual === null) return `${date.missing} ${asked}`;
    return `${date.said} ${inDays(actual)}${result === null ? `: ${inDays(reason)}` : '.'} ${asked}`;
  }
  return [reason, actual === null ? null : `The record says ${actual}.`, `The notice asks for ${expected}.`]
    .filter(Boolean)
    .join(' ');
}

export const resultInWords = (result) => (result === null ? 'Unknown' : result ? 'Fits' : 'Does not fit');
