import { CreateNotice } from './notices.js';
import { PlanDefinition } from './plans.js';
import { Searched } from './tasks.js';

const saidOf = (
  schema: { safeParse: (value: unknown) => { error?: { issues: unknown[] } | undefined } },
  value: unknown,
) =>
  Object.fromEntries(
    ((schema.safeParse(value).error?.issues ?? []) as Array<{ path: PropertyKey[]; message: string }>).map(
      ({ path, message }) => [path.join('.'), message],
    ),
  );

describe('what is wrong is said in words of the field', () => {
  test('of a notice', () => {
    const said = saidOf(CreateNotice, {
      title: 7,
      class: 'IV',
      action: 'removal',
      initiatedOn: '2020-02-30',
      affectedProducts: [],
      replyRoute: { kind: 'pigeon' },
    });
    expect(said).toEqual({
      title: 'must be a text',
      firm: 'is missing',
      class: 'must be one of: I, II, III',
      initiatedOn: 'is not a day that exists. Write it as 2020-08-28',
      affectedProducts: 'needs at least one entry',
      'replyRoute.kind': expect.stringMatching(/^must be one of: email, /),
    });
  });

  test('of a moment that no database reads, or that nobody meant', () => {
    for (const at of [
      '9999-12-31T23:59:59-14:00',
      '0000-01-01T00:00:00Z',
      '2131-01-01T00:00:00Z',
      '0202-03-01T00:00:00Z',
    ])
      expect(saidOf(Searched, { place: 'the store', at }).at).toMatch(/^is not in a year from /);
    expect(saidOf(Searched, { place: 'the store', at: '2031-01-01T00:00:00+01:00' })).toEqual({});
  });

  test('of a plan, and what a schema says itself stays', () => {
    const said = saidOf(PlanDefinition, {
      key: 'Two Words',
      title: '',
      steps: [
        { key: 'a', title: 'x'.repeat(201), scope: 'device', instructions: '', outcomes: [], dueDays: 900 },
      ],
    });
    expect(said).toMatchObject({
      key: 'use lower-case words joined by hyphens',
      title: 'must not be empty',
      'steps.0.title': 'is too long: at most 200 characters',
      'steps.0.dueDays': 'must be at most 730',
      'steps.0.outcomes': 'needs at least one entry',
      'steps.0.assignTo': expect.stringMatching(/^must be one of: coverage, /),
    });
  });
});
