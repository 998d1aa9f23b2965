import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as text that fits a cookie and a header. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** How a secret is kept: it is random enough that one fast hash is all it needs. */
export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();
