import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { InviteAnswer } from '#contracts/account-links';
import { type Caller, SYSTEM, type Tx, UnitOfWork } from '#domain/audit';
import { Attempts, createLink, type LinkKind, UsersService } from '#domain/identity';
import type { Config } from '#platform/config';
import { ExpectedError } from '#platform/errors';
import { CONFIG } from '#platform/wiring';
import { readsInvitations } from './mailbox.policy.js';

/** The answer takes as long for an address that nobody has as for one that somebody has. */
const ANSWER_MS = 250;
/** More resets than this within an hour are somebody else's doing: the person has had the e-mail. */
const RESETS_AN_HOUR = 3;

/** E-mails with a link by which a person sets a password. Each is a reminder's row, sent as all others are. */
@Injectable()
export class AccountMailService {
  constructor(
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Sends a person the link by which they set their password; a link sent before ends.
   * @throws ExpectedError user.not-found (404), access.other-site (403), user.inactive (409)
   */
  invite(caller: Caller, userId: string): Promise<InviteAnswer> {
    return this.unitOfWork.run(caller, async (tx) => {
      const user = await this.users.managed(tx, userId);
      if (!user.active) {
        throw new ExpectedError(
          'conflict',
          'user.inactive',
          'This account is switched off. Switch it on first.',
        );
      }
      const link = await this.send(tx, userId, 'invite');
      tx.audit({
        action: 'user.invite',
        subjectType: 'user',
        subjectId: userId,
        new: { expiresAt: link.expiresAt },
      });
      return {
        sentTo: user.email,
        expiresAt: link.expiresAt.toISOString(),
        inMailbox: this.config.mailSinkPort !== undefined && !user.canSignIn && readsInvitations(caller),
      };
    });
  }

  /**
   * Sends the link to whoever has this address; whether anybody has is not told, neither by the answer nor by its time.
   * @throws ExpectedError sign-in.too-many (429)
   */
  async askReset(email: string, visitor: { address: string; requestId: string }): Promise<void> {
    // counted apart from signing in: who has forgotten the password still has their attempts
    await this.attempts.begin(`password-reset ${email}`, visitor.address);
    await Promise.all([this.reset(email, visitor.requestId), pause(ANSWER_MS)]);
  }

  private async reset(email: string, requestId: string): Promise<void> {
    const nobody: Caller = { ...SYSTEM, name: 'nobody', sites: [], requestId };
    await this.unitOfWork.run(nobody, async (tx) => {
      const [person] = await tx.sql<{ id: string; lately: string }>(
        `SELECT u.id, (SELECT count(*) FROM account_link l WHERE l.user_id = u.id AND l.kind = 'password-reset'
                          AND l.created_at > clock_timestamp() - interval '1 hour') AS lately
           FROM app_user u WHERE lower(u.email) = lower(btrim($1)) AND u.active FOR UPDATE OF u`,
        [email],
      );
      const sent = person !== undefined && Number(person.lately) < RESETS_AN_HOUR;
      if (sent) await this.send(tx, person.id, 'password-reset');
      // without the address that was typed: it may be anybody's
      tx.audit({
        action: 'user.ask-password-reset',
        subjectType: 'user',
        subjectId: person?.id ?? null,
        new: { sent },
      });
    });
  }

  private async send(tx: Tx, userId: string, kind: LinkKind): Promise<{ expiresAt: Date }> {
    const link = await createLink(tx, userId, kind);
    const [row] = await tx.sql<{ id: string }>(
      `INSERT INTO reminder (kind, person_id, moment, requested_by, created_at, queued_at)
       VALUES ($1, $2, $3, $4, $5, clock_timestamp()) RETURNING id`,
      [kind, userId, link.id, tx.caller.userId, tx.now],
    );
    tx.emit('reminders.send', { reminderId: (row as { id: string }).id });
    return link;
  }
}
