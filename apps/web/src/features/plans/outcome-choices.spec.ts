import { describe, expect, it } from '@jest/globals';
import { PlanDefinition } from '#contracts/plans';
import { outcomeChoices } from './outcome-choices';

const plan = (...steps: Array<[key: string, outcomes: Record<string, string>]>) =>
  PlanDefinition.parse({
    key: 'corrosion',
    title: 'Inspect',
    steps: steps.map(([key, outcomes]) => ({
      key,
      title: key,
      scope: 'device',
      instructions: '',
      dueDays: 3,
      assignTo: 'coverage',
      outcomes: Object.entries(outcomes).map(([outcome, label]) => ({ key: outcome, label })),
    })),
  });
const now = plan(
  ['inspect', { clean: 'Clean', 'corrosion-found': 'Corrosion found' }],
  ['send', { returned: 'Returned' }],
  ['reply', { returned: 'Sent back' }],
);
const before = plan(['inspect', { clean: 'Clean', 'green-deposit': 'Green deposit' }]);
const exits = { 'not-applicable': 'Not applicable' };

describe('the outcomes to choose from', () => {
  it('are each there once, in the words of every step, with the exits last', () => {
    expect(outcomeChoices([now], exits)).toEqual([
      ['clean', 'Clean'],
      ['corrosion-found', 'Corrosion found'],
      ['returned', 'Returned / Sent back'],
      ['not-applicable', 'Not applicable'],
    ]);
  });

  it('are those of the step that is chosen', () => {
    expect(outcomeChoices([now], exits, { step: 'reply' })).toEqual([
      ['returned', 'Sent back'],
      ['not-applicable', 'Not applicable'],
    ]);
    expect(outcomeChoices([now], exits, { step: 'of-another-plan' })).toHaveLength(4);
  });

  it('have those of the plan before a letter too, after those of now', () => {
    expect(outcomeChoices([now, before], exits, { step: 'inspect' }).map(([key]) => key)).toEqual([
      'clean',
      'corrosion-found',
      'green-deposit',
      'not-applicable',
    ]);
  });

  it('have the one that filters, in its words where any plan has some', () => {
    expect(outcomeChoices([now], exits, { step: 'reply', chosen: 'clean' }).at(-1)).toEqual([
      'clean',
      'Clean',
    ]);
    expect(outcomeChoices([], exits, { chosen: 'forgotten' }).at(-1)).toEqual(['forgotten', 'forgotten']);
  });
});
