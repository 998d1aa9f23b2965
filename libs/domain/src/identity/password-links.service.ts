import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Role, UnitOfWork } from '#domain/audit';
import { sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import type { LinkKind } from './account-links.js';
import { hashPassword } from './password.js';
import { secretHash } from './secret-token.js';

interface LinkRow {
  id: string;
  kind: LinkKind;
  user_id: string;
  name: string;
  role: Role;
}

/** Setting a password by a link of an e-mail. Making and sending the links: AccountMailService of the reminders. */
@Injectable()
export class PasswordLinksService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Sets the password and ends every session of the person. A link works once, whichever of its tokens is used.
   * @throws ExpectedError link.over (404) when nobody was given this token, or it was used or is over
   */
  async setPassword(token: string, password: string, visitor: { requestId: string }): Promise<void> {
    const hash = secretHash(token);
    const [link] = await sqlOf(this.database)<LinkRow>(
      `SELECT l.id, l.kind, l.user_id, u.name, u.role FROM account_link_token t JOIN account_link l ON l.id = t.link_id
         JOIN app_user u ON u.id = l.user_id AND u.active
        WHERE t.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > clock_timestamp()`,
      [hash],
    );
    if (link === undefined) throw over();
    const passwordHash = await hashPassword(password);
    const caller = { userId: link.user_id, name: link.name, role: link.role, sites: [], ...visitor };
    await this.unitOfWork.run(caller, async (tx) => {
      const used = await tx.sql(
        `UPDATE account_link SET used_at = clock_timestamp()
          WHERE id = $1 AND used_at IS NULL AND expires_at > clock_timestamp() RETURNING id`,
        [link.id],
      );
      const changed = await tx.sql(
        `UPDATE app_user SET password_hash = $2, version = version + 1, updated_at = $3 WHERE id = $1 AND active RETURNING id`,
        [link.user_id, passwordHash, tx.now],
      );
      if (used.length === 0 || changed.length === 0) throw over();
      await tx.sql('DELETE FROM session WHERE user_id = $1', [link.user_id]);
      tx.audit({
        action: 'user.set-password',
        subjectType: 'user',
        subjectId: link.user_id,
        new: { by: link.kind },
      });
    });
  }
}

const over = (): ExpectedError =>
  new ExpectedError(
    'not-found',
    'link.over',
    'This link was used before, or its time is over. Ask for a new one.',
  );
