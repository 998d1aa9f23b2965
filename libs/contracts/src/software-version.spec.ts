import { describe, expect, it } from '@jest/globals';
import { softwareMatches } from './software-version.js';

describe('softwareMatches', () => {
  it.each<[string, string | null, string[], boolean | null]>([
    ['the platform rule: V6 software starts with 6', '6.02.06', ['6.x'], true],
    ['V8 software on a V6 pump', '8.01.01', ['6.x'], false],
    ['60 does not start with 6', '60.1', ['6.x'], false],
    ['6 alone starts with 6', '6', ['6.x'], true],
    ['as typed: a v before it', ' v6.05 ', ['6.x'], true],
    ['V8.01 with a blank', 'V 8.01.01', ['8.01.x'], true],
    ['a longer branch', '8.02', ['8.01.x'], false],
    ['exactly', '8.01.01', ['8.01.01', '6.x'], true],
    ['capitals do not matter', 'c.0', ['C.0'], true],
    ['another version', '8.01.02', ['8.01.01'], false],
    ['equal as numbers alone', '8.1.1', ['8.01.01'], null],
    ['a last zero more', '8.01.01.0', ['8.01.01'], null],
    ['a branch equal as numbers alone', '8.1.5', ['8.01.x'], null],
    ['nothing recorded', null, ['6.x'], null],
    ['nothing legible recorded', ' - ', ['6.x'], null],
    ['a word for nothing', 'unknown', ['6.x'], null],
    ['no version', 'rev B of 6', ['6.x'], null],
    ['free text in the list rules nothing out', '11.0', ['10.3', 'Hospira MedNet Software'], null],
    ['but a version named besides still counts', '10.3', ['10.3', 'Hospira MedNet Software'], true],
    ['the same words', 'hospira mednet software', ['Hospira MedNet Software'], true],
  ])('%s', (_, version, patterns, expected) => expect(softwareMatches(version, patterns)).toBe(expected));
});
