import { describe, expect, it } from '@jest/globals';
import { csvOf } from './csv.js';

async function written(row: Record<string, unknown>): Promise<string[]> {
  let text = '';
  async function* rows() {
    yield row;
  }
  for await (const piece of csvOf(Object.keys(row), rows())) text += piece;
  return text.slice(text.indexOf('\n') + 1, -2).split(',');
}

describe('a table of the evidence pack', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(1)', '\tx', "=cmd|'/c calc'!A1"])('is no formula: %s', async (text) => {
    expect(await written({ note: text })).toEqual([`'${text}`]);
  });

  it('keeps everything else as it is', async () => {
    const row = { n: -1, none: null, day: new Date(0), text: 'a=b', empty: '', list: ['x'] };
    expect(await written(row)).toEqual(['-1', '', '1970-01-01T00:00:00.000Z', 'a=b', '', '"[""x""]"']);
  });
});
