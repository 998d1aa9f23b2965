import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ChangePassword, MeView, SignIn } from '#contracts/identity';
import { type Caller, type Role, UnitOfWork } from '#domain/audit';
import { Clock } from '#platform/clock';
import { sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { Attempts } from './attempts.js';
import { meOf } from './me.js';
import { hashPassword, passwordFits } from './password.js';
import { newSecret, secretHash } from './secret-token.js';
import { normalEmail, SESSION_HOURS } from './sign-in.policy.js';

/** Where a request comes from, as far as signing in needs to know. */
export interface Visitor {
  address: string;
  requestId: string;
  /** of a session that the browser still holds; it ends with the new one */
  oldSession?: string | undefined;
}

export interface NewSession {
  token: string;
  me: MeView;
}

interface AccountRow {
  id: string;
  name: string;
  role: Role;
  active: boolean;
  password_hash: string | null;
}

const REFUSED = 'The e-mail address or the password is not right.';

/** Signing in and out by e-mail and password, and changing the own password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly attempts: Attempts,
    private readonly clock: Clock,
  ) {}

  /**
   * A new session for the right password. An unknown address, a wrong password and an inactive person get the same
   * answer after the same work.
   * @throws ExpectedError sign-in.refused (401), sign-in.too-many (429)
   */
  async signIn({ email, password }: SignIn, visitor: Visitor): Promise<NewSession> {
    const attempt = await this.attempts.begin(email, visitor.address);
    const [account] = await sqlOf(this.database)<AccountRow>(
      'SELECT id, name, role, active, password_hash FROM app_user WHERE lower(email) = $1',
      [normalEmail(email)],
    );
    const fits = await passwordFits(password, account?.active === true ? account.password_hash : null);
    if (account === undefined || !fits) {
      await this.recordRefusal(account, visitor);
      throw new ExpectedError('unauthenticated', 'sign-in.refused', REFUSED);
    }
    const token = newSecret();
    return this.unitOfWork.run(callerOf(account, visitor), async (tx) => {
      // Between the look at the password and this moment an administrator may have changed it, or the person's standing.
      const made = await tx.sql(
        `INSERT INTO session (token_hash, user_id, expires_at)
         SELECT $1, id, clock_timestamp() + make_interval(hours => $4) FROM app_user
          WHERE id = $2 AND active AND password_hash = $3 FOR SHARE RETURNING user_id`,
        [secretHash(token), account.id, account.password_hash, SESSION_HOURS],
      );
      if (made.length === 0) throw new ExpectedError('unauthenticated', 'sign-in.refused', REFUSED);
      if (visitor.oldSession !== undefined) {
        await tx.sql('DELETE FROM session WHERE token_hash = $1', [secretHash(visitor.oldSession)]);
      }
      await this.attempts.succeeded(tx.sql, attempt);
      tx.audit({ action: 'session.sign-in', subjectType: 'session', subjectId: account.id });
      return { token, me: await meOf(tx.sql, tx.now, account.id) };
    });
  }

  /** Ends this session; without one, or with one that has ended, nothing happens. */
  async signOut(session: string | undefined, requestId: string): Promise<void> {
    if (session === undefined) return;
    const [account] = await sqlOf(this.database)<{ id: string; name: string; role: Role }>(
      'SELECT u.id, u.name, u.role FROM session s JOIN app_user u ON u.id = s.user_id WHERE s.token_hash = $1',
      [secretHash(session)],
    );
    if (account === undefined) return;
    await this.unitOfWork.run(callerOf(account, { requestId }), async (tx) => {
      await tx.sql('DELETE FROM session WHERE token_hash = $1', [secretHash(session)]);
      tx.audit({ action: 'session.sign-out', subjectType: 'session', subjectId: account.id });
    });
  }

  async me(caller: Caller): Promise<MeView> {
    return meOf(sqlOf(this.database), await this.clock.now(), caller.userId ?? '0');
  }

  /**
   * Changes the own password and ends every other session; tokens stay, they have expiry dates of their own.
   * @throws ExpectedError password.wrong (422), sign-in.too-many (429): guessing here counts as guessing at the door
   */
  async changePassword(
    caller: Caller,
    { currentPassword, newPassword }: ChangePassword,
    visitor: { address: string; session: string | undefined },
  ): Promise<void> {
    const sql = sqlOf(this.database);
    const [account] = await sql<{ email: string; password_hash: string | null }>(
      'SELECT email, password_hash FROM app_user WHERE id = $1 AND active',
      [caller.userId],
    );
    if (account === undefined)
      throw new ExpectedError('unauthenticated', 'access.not-signed-in', 'Sign in first.');
    const attempt = await this.attempts.begin(account.email, visitor.address);
    if (!(await passwordFits(currentPassword, account.password_hash))) {
      throw new ExpectedError('invalid', 'password.wrong', 'The current password is not right.', {
        errors: [{ path: 'currentPassword', message: 'is not right' }],
      });
    }
    const passwordHash = await hashPassword(newPassword);
    await this.unitOfWork.run(caller, async (tx) => {
      const changed = await tx.sql(
        `UPDATE app_user SET password_hash = $3, version = version + 1, updated_at = $4
          WHERE id = $1 AND active AND password_hash = $2 RETURNING id`,
        [caller.userId, account.password_hash, passwordHash, tx.now],
      );
      if (changed.length === 0) {
        throw new ExpectedError('conflict', 'user.stale', 'The account was changed in between. Try again.');
      }
      await tx.sql('DELETE FROM session WHERE user_id = $1 AND token_hash IS DISTINCT FROM $2', [
        caller.userId,
        visitor.session === undefined ? null : secretHash(visitor.session),
      ]);
      await this.attempts.succeeded(tx.sql, attempt);
      tx.audit({ action: 'user.change-password', subjectType: 'user', subjectId: caller.userId });
    });
  }

  /** Without the address that was typed: it may be anybody's, and some type their password there. */
  private async recordRefusal(account: AccountRow | undefined, visitor: Visitor): Promise<void> {
    const nobody: Caller = {
      userId: null,
      name: 'nobody',
      role: 'system',
      sites: [],
      requestId: visitor.requestId,
    };
    await this.unitOfWork.run(nobody, (tx) => {
      tx.audit({ action: 'session.refuse', subjectType: 'session', subjectId: account?.id ?? null });
      return Promise.resolve();
    });
  }
}

const callerOf = (
  account: { id: string; name: string; role: Role },
  visitor: { requestId: string },
): Caller => ({
  userId: account.id,
  name: account.name,
  role: account.role,
  sites: [],
  requestId: visitor.requestId,
});
