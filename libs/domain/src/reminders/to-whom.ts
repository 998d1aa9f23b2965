import type { Sql } from '#platform/database';
import { momentFor, type OwedReminder } from './sweep-plan.js';
import { loadAway, loadPeople } from './sweep.queries.js';
import { unreachable, whoGetsIt } from './who-gets-it.js';

/**
 * Reminders by who they are about, made into who gets them: while somebody is on leave their stand-in; nobody who does not
 * work here any more gets anything.
 */
export async function toWhomItIs(
  sql: Sql,
  now: Date,
  rows: ReadonlyArray<Pick<OwedReminder, 'kind' | 'personId' | 'campaignId' | 'moment' | 'siteIds'>>,
): Promise<OwedReminder[]> {
  if (rows.length === 0) return [];
  const people = await loadPeople(sql, null);
  const away = await loadAway(sql, now);
  return rows.flatMap((row) => {
    const personId = whoGetsIt(row.personId, row.siteIds[0] ?? null, { people, away });
    if (unreachable(people.get(personId)) === 'inactive') return [];
    const forPersonId = personId === row.personId ? null : row.personId;
    return [
      {
        ...row,
        personId,
        forPersonId,
        campaignIds: row.campaignId === null ? [] : [row.campaignId],
        moment: momentFor(row.moment, forPersonId),
      },
    ];
  });
}
