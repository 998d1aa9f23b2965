import { describe, expect, it } from '@jest/globals';
import { feed, type Key, noKeys } from './wedge';

function type(keys: readonly Key[]): string[] {
  let state = noKeys;
  const codes: string[] = [];
  for (const key of keys) {
    const heard = feed(state, key);
    state = heard.state;
    if (heard.code !== null) codes.push(heard.code);
  }
  return codes;
}
const keysOf = (text: string, gapMs: number): Key[] =>
  [...text.split(''), 'Enter'].map((key, n) => ({
    key: key === '\n' ? 'Enter' : key,
    ctrl: false,
    at: 1000 + n * gapMs,
  }));

describe('a plugged-in scanner', () => {
  it('is told from a person by its speed', () => {
    expect(type(keysOf('+H123PART1/S77', 12))).toEqual(['+H123PART1/S77']);
    expect(type(keysOf('TAG-17', 120))).toEqual([]);
  });
  it('begins anew after a pause, and after each Enter', () => {
    const slip: Key = { key: 'x', ctrl: false, at: 100 };
    expect(type([slip, ...keysOf('TAG-17', 10)])).toEqual(['TAG-17']);
    const second = keysOf('TAG-18', 10).map((key) => ({ ...key, at: key.at + 5000 }));
    expect(type([...keysOf('TAG-17', 10), ...second])).toEqual(['TAG-17', 'TAG-18']);
  });
  it('may hold Shift, and types FNC1 as Ctrl+]', () => {
    const keys: Key[] = [
      { key: 'Shift', ctrl: false, at: 0 },
      ...['T', 'A', 'G'].map((key, n) => ({ key, ctrl: false, at: n * 10 })),
      { key: 'Control', ctrl: true, at: 35 },
      { key: ']', ctrl: true, at: 40 },
      { key: '7', ctrl: false, at: 50 },
      { key: 'Enter', ctrl: false, at: 60 },
    ];
    expect(type(keys)).toEqual(['TAG\u001d7']);
  });
  it('takes nothing shorter than four characters for a code', () => {
    expect(type(keysOf('abc', 10))).toEqual([]);
  });
});
