import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { CreateUser, PatchUser, UserQuery, UserView } from '#contracts/identity';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { Clock } from '#platform/clock';
import { cutPage, decodeCursor, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { siteFilter } from './access.policy.js';
import { writeLeave } from './leave.queries.js';
import { hashPassword } from './password.js';
import { normalEmail } from './sign-in.policy.js';
import { answersTo, findUser, listUsers, presentUser, replaceSites, unknownSites } from './user.queries.js';
import { auditFacts, changedFacts, type UserFacts, withinReach } from './user.rules.js';

/** The people of Closeout: there is no open sign-up, administrators enter them. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Those who share a site with the caller, by name. */
  async list(caller: Caller, query: UserQuery): Promise<Page<UserView>> {
    const after = decodeCursor<{ name: string; id: string }>(query.cursor);
    const rows = await listUsers(
      sqlOf(this.database),
      await this.clock.now(),
      siteFilter(caller),
      caller.userId,
      query,
      after,
    );
    const page = cutPage(rows, query.limit, ({ name, id }) => ({ name: name.toLowerCase(), id }));
    return { ...page, items: page.items.map(presentUser) };
  }

  /** @throws ExpectedError user.not-found (404), also for a person of other sites */
  async read(caller: Caller, id: string): Promise<UserView> {
    const now = await this.clock.now();
    const row = await findUser(sqlOf(this.database), now, siteFilter(caller), caller.userId, id);
    if (row === undefined) throw notFound('user', id);
    return presentUser(row);
  }

  /** @throws ExpectedError user.email-taken (409), user.invalid (422), access.other-site (403) */
  async create(caller: Caller, request: CreateUser): Promise<UserView> {
    const { password, leadId, ...rest } = request;
    const facts: UserFacts = { ...rest, email: normalEmail(request.email), leadId, active: true };
    const passwordHash = password === undefined ? null : await hashPassword(password);
    return this.unitOfWork.run(caller, async (tx) => {
      await this.check(tx, null, facts);
      const [made] = await tx.sql<{ id: string }>(
        `INSERT INTO app_user (email, name, role, password_hash, all_sites, home_site_id, lead_id, time_zone, digest_hour,
           locale, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) ON CONFLICT DO NOTHING RETURNING id`,
        [
          facts.email,
          facts.name,
          facts.role,
          passwordHash,
          facts.allSites,
          facts.homeSiteId,
          facts.leadId,
          facts.timeZone,
          facts.digestHour,
          facts.locale,
          tx.now,
        ],
      );
      if (made === undefined) throw emailTaken();
      await replaceSites(tx.sql, made.id, facts.siteIds);
      tx.audit({
        action: 'user.create',
        subjectType: 'user',
        subjectId: made.id,
        new: { ...auditFacts(facts), passwordSet: passwordHash !== null },
      });
      return this.fresh(tx, made.id);
    });
  }

  /**
   * Changes what the request names. A new password, another role and inactivity end the person's sessions at once;
   * inactivity also stops their tokens.
   * @throws ExpectedError user.not-found (404), user.stale (409, with the current state as `user`), user.email-taken
   *   (409), user.last-administrator (409), user.invalid (422), access.other-site (403), those of writeLeave()
   */
  async patch(caller: Caller, id: string, request: PatchUser): Promise<UserView> {
    const { password, version, leave, ...asked } = request;
    const passwordHash = password === undefined ? null : await hashPassword(password);
    return this.unitOfWork.run(caller, async (tx) => {
      const locked = await tx.sql('SELECT FROM app_user WHERE id = $1 FOR UPDATE', [id]);
      const row = await findUser(tx.sql, tx.now, siteFilter(caller), caller.userId, id);
      if (locked.length === 0 || row === undefined) throw notFound('user', id);
      const user = presentUser(row);
      if (user.version !== version) {
        throw new ExpectedError(
          'conflict',
          'user.stale',
          'Somebody changed this person in between. Look at the current state and try again.',
          { extra: { user } },
        );
      }
      const old: UserFacts = { ...user, leadId: user.lead?.id ?? null };
      const facts: UserFacts = { ...old, ...withoutAbsent(asked) };
      facts.email = normalEmail(facts.email);
      await this.check(tx, { id, old }, facts);
      await this.write(tx, id, facts, passwordHash);
      if (leave !== undefined) await writeLeave(tx, id, leave);
      if (passwordHash !== null || !facts.active || facts.role !== old.role) {
        await tx.sql('DELETE FROM session WHERE user_id = $1', [id]);
      }
      tx.audit({
        action: 'user.patch',
        subjectType: 'user',
        subjectId: id,
        old: changedFacts(old, facts),
        new: { ...changedFacts(facts, old), ...(passwordHash === null ? {} : { passwordSet: true }) },
      });
      return this.fresh(tx, id);
    });
  }

  /**
   * A person whom the caller may manage, locked within the transaction.
   * @throws ExpectedError user.not-found (404), access.other-site (403)
   */
  async managed(tx: Tx, id: string): Promise<UserView> {
    await tx.sql('SELECT FROM app_user WHERE id = $1 FOR UPDATE', [id]);
    const row = await findUser(tx.sql, tx.now, siteFilter(tx.caller), tx.caller.userId, id);
    if (row === undefined) throw notFound('user', id);
    const user = presentUser(row);
    if (!withinReach(tx.caller.sites, user)) throw beyondReach();
    return user;
  }

  private async write(tx: Tx, id: string, facts: UserFacts, passwordHash: string | null): Promise<void> {
    // A new address may well receive mail: what its predecessor refused is forgotten.
    const taken = await tx.sql('SELECT FROM app_user WHERE lower(email) = $1 AND id <> $2', [
      facts.email,
      id,
    ]);
    if (taken.length > 0) throw emailTaken();
    await tx.sql(
      `UPDATE app_user SET email = $2, name = $3, role = $4, all_sites = $5, home_site_id = $6, lead_id = $7,
              time_zone = $8, digest_hour = $9, active = $10, password_hash = coalesce($11, password_hash), locale = $13,
              mail_refused_at = CASE WHEN email = $2 THEN mail_refused_at END,
              mail_refused_reason = CASE WHEN email = $2 THEN mail_refused_reason END,
              version = version + 1, updated_at = $12
        WHERE id = $1`,
      [
        id,
        facts.email,
        facts.name,
        facts.role,
        facts.allSites,
        facts.homeSiteId,
        facts.leadId,
        facts.timeZone,
        facts.digestHour,
        facts.active,
        passwordHash,
        tx.now,
        facts.locale,
      ],
    );
    await replaceSites(tx.sql, id, facts.siteIds);
  }

  /** Everything about a person that other rows have a say in. */
  private async check(
    tx: Tx,
    target: { id: string; old: UserFacts } | null,
    facts: UserFacts,
  ): Promise<void> {
    if (
      !withinReach(tx.caller.sites, facts) ||
      (target !== null && !withinReach(tx.caller.sites, target.old))
    ) {
      throw beyondReach();
    }
    const sites = facts.homeSiteId === null ? facts.siteIds : [...facts.siteIds, facts.homeSiteId];
    const [unknown] = await unknownSites(tx.sql, sites);
    if (unknown !== undefined) throw invalid('siteIds', `There is no site ${unknown}.`);
    if (facts.homeSiteId !== null && !facts.allSites && !facts.siteIds.includes(facts.homeSiteId)) {
      throw invalid('homeSiteId', 'The home site must be one of the sites of this person.');
    }
    if (facts.leadId !== null && facts.leadId !== target?.old.leadId) {
      const found = await tx.sql('SELECT FROM app_user WHERE id = $1 AND active', [facts.leadId]);
      if (found.length === 0)
        throw invalid('leadId', `There is no active person ${facts.leadId} to be the lead.`);
      if (target !== null && (await answersTo(tx.sql, facts.leadId, target.id))) {
        throw invalid('leadId', 'The lead answers to this person: late work would go round in a circle.');
      }
    }
    // one of some sites alone can neither make nor change one of all: that is the administrator who must not be lost
    const isOfAll = (one: UserFacts) => one.role === 'administrator' && one.active && one.allSites;
    if (target !== null && isOfAll(target.old) && !isOfAll(facts)) {
      await this.assertAnotherAdministrator(tx, target.id);
    }
  }

  /** Two who remove each other at the same moment take the same lock, and the second sees what the first did. */
  private async assertAnotherAdministrator(tx: Tx, id: string): Promise<void> {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('last administrator', 0))`);
    const others = await tx.sql(
      `SELECT FROM app_user WHERE role = 'administrator' AND active AND all_sites AND password_hash IS NOT NULL AND id <> $1 LIMIT 1`,
      [id],
    );
    if (others.length === 0) {
      throw new ExpectedError(
        'conflict',
        'user.last-administrator',
        'This is the last administrator of every site. Make somebody else one first.',
      );
    }
  }

  private async fresh(tx: Tx, id: string): Promise<UserView> {
    const row = await findUser(tx.sql, tx.now, null, null, id);
    if (row === undefined) throw new Error(`user ${id} is gone inside its own transaction`);
    return presentUser(row);
  }
}

const invalid = (path: string, message: string): ExpectedError =>
  new ExpectedError('invalid', 'user.invalid', message, { errors: [{ path, message }] });

const beyondReach = (): ExpectedError =>
  new ExpectedError(
    'forbidden',
    'access.other-site',
    'This person has, or would get, sites that you have not been given.',
  );

const emailTaken = (): ExpectedError =>
  new ExpectedError('conflict', 'user.email-taken', 'Somebody has this e-mail address already.');

function withoutAbsent<T extends object>(asked: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
