import { hash, verify } from '@node-rs/argon2';

/** Argon2id with 19 MiB, two passes and one lane: OWASP's advice, and the library's default; about 15 ms. */
const SETTINGS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, SETTINGS);

let nobody: Promise<string> | undefined;

/**
 * Whether the password belongs to the hash. Without one (nobody has that address, or they may not sign in) the same
 * work is done against a hash that fits nothing, so that the time of the answer tells nothing.
 */
export async function passwordFits(password: string, passwordHash: string | null): Promise<boolean> {
  nobody ??= hashPassword(Math.random().toString(36));
  const fits = await verify(passwordHash ?? (await nobody), password).catch(() => false);
  return passwordHash !== null && fits;
}
