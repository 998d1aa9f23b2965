import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';

interface Clause {
  criterion: string;
  expected: string;
  actual: string | null;
  result: boolean | null;
  reason: string;
}
const { clauseInWords } = (await import(join(import.meta.dirname, '../public/js/explanation.js'))) as {
  clauseInWords: (clause: Clause) => string;
};

const made = {
  criterion: 'manufactured',
  expected: 'manufactured from 2019-02-01 to 2020-03-31',
  actual: '2020-09-03',
  result: false,
  reason: '2020-09-03 is after 2020-03-31.',
};

describe('a clause in words', () => {
  it('says which date was compared, and with which limits', () => {
    expect(clauseInWords(made)).toBe(
      'Manufactured on Thu 3 Sep 2020. The notice asks for pumps manufactured from Fri 1 Feb 2019 to Tue 31 Mar 2020.',
    );
    expect(
      clauseInWords({ ...made, criterion: 'distributed', expected: 'distributed from 2019-02-01' }),
    ).toBe('Received on Thu 3 Sep 2020. The notice asks for pumps distributed from Fri 1 Feb 2019.');
  });

  it('says which date is missing, and what it would be compared with', () => {
    const words = clauseInWords({ ...made, actual: null, result: null, reason: 'The record has no …' });
    expect(words).toBe(
      'The record has no date of manufacture. The notice asks for pumps manufactured from Fri 1 Feb 2019 to Tue 31 Mar 2020.',
    );
  });

  it('says which codes were compared', () => {
    const words = clauseInWords({
      criterion: 'identity',
      expected: 'product code 35700BAX2, 3570009',
      actual: 'product code 35700ABB',
      result: false,
      reason: 'The product code is not named.',
    });
    expect(words).toBe(
      'The product code is not named. The record says product code 35700ABB. The notice asks for product code 35700BAX2, 3570009.',
    );
  });
});
