import { common } from './en/common';
import { roles, shell } from './en/shell';
import { signIn } from './en/sign-in';

/**
 * Every sentence that the shared parts show, one file a subject, English now: another language is another folder beside
 * `en` with the same shape. Pages import the file of their own subject, so that a phone loads only what it shows.
 */
export const texts = { common, shell, roles, signIn };
