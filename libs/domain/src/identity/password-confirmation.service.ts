import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { type Attempt, Attempts } from './attempts.js';
import { passwordFits } from './password.js';

/** Whoever gave their password again, as they are printed beside what they sign. */
export interface Confirmed {
  userId: string;
  name: string;
  role: string;
  attempt: Attempt;
  passwordHash: string;
}

/**
 * The password once more, for what is signed: a session that somebody left open signs nothing (21 CFR 11.200(a)). Guessing
 * here counts as guessing at the door, and each wrong one is in the audit trail (21 CFR 11.300(d)).
 */
@Injectable()
export class PasswordConfirmation {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly attempts: Attempts,
  ) {}

  /**
   * Looks at the password, before the transaction that signs.
   * @param visitor.address where the request comes from; attempts are counted under it
   * @param subject what would be signed, for the audit entry of a refusal
   * @throws ExpectedError signature.password-wrong
   *   (422), sign-in.too-many (429)
   */
  async confirm(
    caller: Caller,
    password: string,
    visitor: { address: string },
    subject: { type: string; id: string },
  ): Promise<Confirmed> {
    const [account] = await sqlOf(this.database)<{
      email: string;
      name: string;
      role: string;
      password_hash: string | null;
    }>('SELECT email, name, role, password_hash FROM app_user WHERE id = $1 AND active', [caller.userId]);
    if (account === undefined || caller.userId === null) {
      throw new ExpectedError('unauthenticated', 'access.not-signed-in', 'Sign in first.');
    }
    const attempt = await this.attempts.begin(account.email, visitor.address);
    const fits = await passwordFits(password, account.password_hash);
    if (!fits || account.password_hash === null) {
      await this.unitOfWork.run({ ...caller, idempotency: undefined }, (tx) => {
        tx.audit({ action: 'signature.refuse', subjectType: subject.type, subjectId: subject.id });
        return Promise.resolve();
      });
      throw wrongPassword();
    }
    const { name, role, password_hash: passwordHash } = account;
    return { userId: caller.userId, name, role, attempt, passwordHash };
  }

  /**
   * In the transaction that signs: the account stands as it did when the password was looked at, and the attempt counts
   * no longer as a failure.
   * @throws ExpectedError signature.password-wrong when the password or the person's standing changed in between
   */
  async settle(tx: Tx, confirmed: Confirmed): Promise<void> {
    const [still] = await tx.sql(
      'SELECT 1 FROM app_user WHERE id = $1 AND active AND password_hash = $2 AND role = $3 FOR SHARE',
      [confirmed.userId, confirmed.passwordHash, confirmed.role],
    );
    if (still === undefined) throw wrongPassword();
    await this.attempts.succeeded(tx.sql, confirmed.attempt);
  }
}

const wrongPassword = (): ExpectedError =>
  new ExpectedError('invalid', 'signature.password-wrong', 'The password is not right: nothing was signed.', {
    errors: [{ path: 'password', message: 'is not right' }],
  });
