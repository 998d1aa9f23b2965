import { describe, expect, it } from '@jest/globals';
import { noticePath } from './notice-path';

describe('where a notice is wrong', () => {
  it.each([
    ['title', 'Title'],
    ['affectedProducts', 'Affected products'],
    ['affectedProducts.1', 'Product 2'],
    ['affectedProducts.1.productCodes.0', 'Product 2: Product codes'],
    ['affectedProducts.0.serialNumbers.ranges.3', 'Product 1: Ranges of serial numbers'],
    ['affectedProducts.0.colour', 'Product 1: colour'],
    ['communications.0.date', 'Letter 1: Date'],
    ['replyRoute.kind', 'How the firm wants its answer'],
    ['somethingElse.0', 'somethingElse.0'],
    ['', ''],
  ])('%s is said as %s', (path, said) => expect(noticePath(path)).toBe(said));
});
