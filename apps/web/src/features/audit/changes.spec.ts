import { describe, expect, it } from '@jest/globals';
import { changesOf } from './changes';

describe('what an audit entry says', () => {
  it.each([
    ['a new thing', null, { name: 'ICU', note: null }, [{ field: 'name', old: null, fresh: 'ICU' }]],
    [
      'a change',
      { status: 'open', version: 1 },
      { status: 'closed', version: 1 },
      [{ field: 'status', old: 'open', fresh: 'closed' }],
    ],
    ['a removal', { team: 'Biomed' }, null, [{ field: 'team', old: 'Biomed', fresh: null }]],
    ['a list', { days: [6] }, { days: [6, 7] }, [{ field: 'days', old: '[6]', fresh: '[6,7]' }]],
    ['a bare value', 1, 2, [{ field: 'value', old: '1', fresh: '2' }]],
    ['nothing', null, null, []],
  ])('%s', (_, before, after, expected) => {
    expect(changesOf(before, after)).toEqual(expected);
  });
});
