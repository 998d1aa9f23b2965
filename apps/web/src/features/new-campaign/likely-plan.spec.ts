import { describe, expect, it } from '@jest/globals';
import { likelyPlan } from './likely-plan';

const plan = (key: string, scope: 'device' | 'site') => ({
  key,
  definition: { steps: [{ scope, startsOn: 'opening' }] } as never,
});
const plans = [plan('brief', 'site'), plan('corrosion', 'device'), plan('mismatched-software', 'device')];

describe('the plan that a draft begins with', () => {
  it('is the one that came with a shipped notice', () => {
    expect(likelyPlan({ key: 'mismatched-software-2025', action: 'removal' }, plans)).toBe(
      'mismatched-software',
    );
  });

  it('touches the pumps, unless the notice only tells people something', () => {
    expect(likelyPlan({ key: null, action: 'correction' }, plans)).toBe('corrosion');
    expect(likelyPlan({ key: null, action: 'safety-communication' }, plans)).toBe('brief');
  });

  it('is any plan rather than none', () => {
    expect(likelyPlan({ key: null, action: 'removal' }, [plan('brief', 'site')])).toBe('brief');
  });
});
