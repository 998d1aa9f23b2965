import { describe, expect, it } from '@jest/globals';
import { udiKey } from './codes.js';

describe('the key of a UDI-DI', () => {
  it.each([
    ['00085412498683', '00085412498683'],
    ['85412498683', '00085412498683'],
    ['0 0085412-498683', '00085412498683'],
    ['+H123PARTNO1', 'H123PARTNO1'],
  ])('%s is %s', (printed, key) => expect(udiKey(printed)).toBe(key));

  it.each([
    '8.54125E+12',
    'GTIN 00085412498683',
    '00085412498683 / 00085412091570',
    '00O85412498683',
    '00085412498683.0',
    '000085412498683',
    '12345',
  ])('%s decides nothing', (printed) => expect(udiKey(printed)).toBeNull());
});
