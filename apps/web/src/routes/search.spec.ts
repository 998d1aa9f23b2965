import { describe, expect, it } from '@jest/globals';
import { readSearch, texts } from './search';

describe('the search parameters of an address', () => {
  it('are texts, whatever they look like', () => {
    expect(readSearch('?q=2006307&site=1&version=007&late=true&code=01%2B2+3&due=')).toEqual({
      q: '2006307',
      site: '1',
      version: '007',
      late: 'true',
      code: '01+2 3',
      due: '',
    });
    expect(readSearch('')).toEqual({});
  });

  it('are kept where a page knows them and they say something', () => {
    expect(texts('q', 'site')(readSearch('?q=7&site=&other=x'))).toEqual({ q: '7' });
  });
});
