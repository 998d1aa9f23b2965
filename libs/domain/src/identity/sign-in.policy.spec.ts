import { describe, expect, it } from '@jest/globals';
import { attemptKeys, LIMITS, normalAddress, waitFor, WINDOW_SECONDS } from './sign-in.policy.js';

describe('counting attempts', () => {
  it('lets an account have its limit from one address, and waits until the oldest failure is forgotten', () => {
    const limit = LIMITS['account-and-address'];
    expect(waitFor([])).toBe(0);
    expect(waitFor([{ kind: 'account-and-address', count: limit - 1, oldestSeconds: 5 }])).toBe(0);
    expect(waitFor([{ kind: 'account-and-address', count: limit, oldestSeconds: 100.4 }])).toBe(
      WINDOW_SECONDS - 100,
    );
  });

  it('asks for the longest wait, and for a second at least', () => {
    const failures = [
      { kind: 'account-and-address', count: 10, oldestSeconds: WINDOW_SECONDS - 0.1 },
      { kind: 'address', count: 100, oldestSeconds: WINDOW_SECONDS - 60 },
    ] as const;
    expect(waitFor(failures)).toBe(60);
    expect(waitFor(failures.slice(0, 1))).toBe(1);
  });

  it('gives one address more than one account at it, and nobody elsewhere the account owner’s bucket', () => {
    expect(waitFor([{ kind: 'address', count: 99, oldestSeconds: 0 }])).toBe(0);
    const here = attemptKeys(' Tech@Example.ORG ', '192.0.2.1');
    const there = attemptKeys('tech@example.org', '192.0.2.2');
    expect(here.account).toBe(there.account);
    expect(here['account-and-address']).not.toBe(there['account-and-address']);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::99', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('counts %s as %s', (address, counted) => {
    expect(normalAddress(address)).toBe(counted);
  });
});
