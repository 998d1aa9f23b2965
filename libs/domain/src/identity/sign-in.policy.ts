import { isIPv6 } from 'node:net';

/** Failures older than this are forgotten. */
export const WINDOW_SECONDS = 15 * 60;
/** A session ends twelve hours after signing in, a long shift, whatever happens in between. */
export const SESSION_HOURS = 12;

/**
 * How many failures a window may hold. One person who mistypes is stopped at ten, and only from where they are: nobody
 * can lock a colleague out from another desk. One address trying many accounts, or many addresses one account, at a hundred.
 */
export const LIMITS = { 'account-and-address': 10, address: 100, account: 100 } as const;
export type AttemptKind = keyof typeof LIMITS;

export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** An IPv6 customer holds a whole /64 and can change within it at will: it counts as one address. */
export function normalAddress(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [head = '', tail] = (address.split('%')[0] as string).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** What an attempt is counted under. */
export function attemptKeys(email: string, address: string): Record<AttemptKind, string> {
  const account = normalEmail(email);
  const from = normalAddress(address);
  return {
    'account-and-address': `account-and-address ${account} ${from}`,
    address: `address ${from}`,
    account: `account ${account}`,
  };
}

export interface Failures {
  kind: AttemptKind;
  count: number;
  /** seconds since the oldest of them */
  oldestSeconds: number;
}

/** Seconds to wait before another attempt; 0 when it may go ahead. */
export function waitFor(failures: readonly Failures[]): number {
  const waits = failures
    .filter(({ kind, count }) => count >= LIMITS[kind])
    .map(({ oldestSeconds }) => Math.max(1, Math.ceil(WINDOW_SECONDS - oldestSeconds)));
  return Math.max(0, ...waits);
}
