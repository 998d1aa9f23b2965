import type { SetLeave, StandingIn } from '#contracts/leave';
import type { Role, Tx } from '#domain/audit';
import type { Sql } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { siteFilter } from './access.policy.js';
import { type Days, leaveRefusal } from './leave.rules.js';
import { findUser } from './user.queries.js';

/** The people for whom somebody stands in at this moment, id → name. */
export async function standsInFor(
  sql: Sql,
  now: Date,
  userId: string | null,
): Promise<ReadonlyMap<string, string>> {
  if (userId === null) return new Map();
  const rows = await sql<{ id: string; name: string }>(
    'SELECT u.id, u.name FROM leave_at($2) l JOIN app_user u ON u.id = l.user_id WHERE l.stand_in_id = $1',
    [userId, now],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Those whom a person stands in for, now or later. */
export async function standingIn(sql: Sql, now: Date, userId: string): Promise<StandingIn[]> {
  const rows = await sql<{ id: string; name: string; from_day: string; to_day: string; today: string }>(
    `SELECT u.id, u.name, l.from_day, l.to_day, person_today(u.id, $2) AS today
       FROM person_leave l JOIN app_user u ON u.id = l.user_id
      WHERE l.stand_in_id = $1 AND l.to_day >= person_today(u.id, $2) ORDER BY l.from_day, u.id`,
    [userId, now],
  );
  return rows.map((row) => ({
    person: { id: row.id, name: row.name },
    from: row.from_day,
    to: row.to_day,
    now: row.from_day <= row.today,
  }));
}

const leaveOf = async (sql: Sql, id: string): Promise<(Days & { standInId: string }) | null> => {
  const [row] = await sql<Days & { standInId: string }>(
    'SELECT from_day AS "from", to_day AS "to", stand_in_id AS "standInId" FROM person_leave WHERE user_id = $1',
    [id],
  );
  return row ?? null;
};

/**
 * Sets, changes or ends the leave of a person, within the transaction that also changes what else was asked for. Two at
 * the same moment wait for each other: neither may become the other's stand-in unseen.
 * @throws ExpectedError leave.over, leave.stand-in-unfit, leave.stand-in-site, leave.stand-in-away, leave.stands-in (422)
 */
export async function writeLeave(tx: Tx, personId: string, leave: SetLeave | null): Promise<void> {
  await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('leaves', 0))`);
  const old = await leaveOf(tx.sql, personId);
  if (leave === null) {
    if (old === null) return;
    await tx.sql('DELETE FROM person_leave WHERE user_id = $1', [personId]);
  } else {
    await refuseUnfit(tx, personId, leave);
    await tx.sql(
      `INSERT INTO person_leave (user_id, from_day, to_day, stand_in_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT (user_id) DO UPDATE SET from_day = excluded.from_day, to_day = excluded.to_day, stand_in_id = excluded.stand_in_id`,
      [personId, leave.from, leave.to, leave.standInId],
    );
  }
  tx.audit({ action: 'user.leave', subjectType: 'user', subjectId: personId, old, new: leave });
}

async function refuseUnfit(tx: Tx, personId: string, leave: SetLeave): Promise<void> {
  const standIn = await findUser(tx.sql, tx.now, siteFilter(tx.caller), tx.caller.userId, leave.standInId);
  const [day] = await tx.sql<{ today: string }>('SELECT person_today($1, $2) AS today', [personId, tx.now]);
  const openSites = await tx.sql<{ id: string; name: string }>(
    `SELECT DISTINCT s.id, s.name FROM task t JOIN campaign c ON c.id = t.campaign_id AND c.status IN ('opening', 'open')
       JOIN site s ON s.id = t.site_id WHERE t.assignee_id = $1 AND t.status = 'open' ORDER BY s.name, s.id`,
    [personId],
  );
  const covered = await tx.sql<Days & { name: string }>(
    `SELECT u.name, l.from_day AS "from", l.to_day AS "to" FROM person_leave l JOIN app_user u ON u.id = l.user_id
      WHERE l.stand_in_id = $1 ORDER BY l.from_day`,
    [personId],
  );
  const refusal = leaveRefusal({
    ...leave,
    personId,
    today: day?.today ?? '',
    standIn:
      standIn === undefined
        ? null
        : {
            id: standIn.id,
            name: standIn.name,
            active: standIn.active,
            role: standIn.role as Role,
            sites: standIn.all_sites ? 'all' : standIn.site_ids,
            leave: await leaveOf(tx.sql, standIn.id),
          },
    openSites,
    standsInFor: covered,
  });
  if (refusal !== null) {
    throw new ExpectedError('invalid', refusal.code, refusal.detail, {
      errors: [{ path: `leave.${refusal.path}`, message: refusal.detail }],
    });
  }
}
