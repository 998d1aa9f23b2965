import { Injectable } from '@nestjs/common';
import type { MeView, PatchMe, UserView } from '#contracts/identity';
import type { SetLeave } from '#contracts/leave';
import { type Caller, UnitOfWork } from '#domain/audit';
import { ExpectedError, notFound } from '#platform/errors';
import { siteFilter } from './access.policy.js';
import { writeLeave } from './leave.queries.js';
import { meOf } from './me.js';
import { findUser, presentUser, type UserRow } from './user.queries.js';
import { withinReach } from './user.rules.js';

const COLUMNS = { timeZone: 'time_zone', digestHour: 'digest_hour', locale: 'locale' } as const;
const fields = Object.keys(COLUMNS) as Array<keyof typeof COLUMNS>;

/** What people decide about themselves, and who else may set their leave. */
@Injectable()
export class ProfileService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Changes what the request names. @throws ExpectedError those of writeLeave() */
  patchMe(caller: Caller, request: PatchMe): Promise<MeView> {
    const id = caller.userId ?? '0';
    return this.unitOfWork.run(caller, async (tx) => {
      await tx.sql('SELECT FROM app_user WHERE id = $1 FOR UPDATE', [id]);
      const me = await meOf(tx.sql, tx.now, id);
      const changed = fields.filter((field) => request[field] !== undefined && request[field] !== me[field]);
      if (changed.length > 0) {
        await tx.sql(
          `UPDATE app_user SET version = version + 1, updated_at = $2,
                  ${changed.map((field, n) => `${COLUMNS[field]} = $${n + 3}`).join(', ')} WHERE id = $1`,
          [id, tx.now, ...changed.map((field) => request[field])],
        );
        const pick = (source: PatchMe | MeView) =>
          Object.fromEntries(changed.map((field) => [field, source[field]]));
        tx.audit({
          action: 'user.patch',
          subjectType: 'user',
          subjectId: id,
          old: pick(me),
          new: pick(request),
        });
      }
      // after the time zone: it decides which day it is for them
      if (request.leave !== undefined) await writeLeave(tx, id, request.leave);
      return meOf(tx.sql, tx.now, id);
    });
  }

  /**
   * Sets the leave of somebody else: of those whose sites the caller has all of, and of those who answer to the caller.
   * @throws ExpectedError user.not-found (404), access.other-site (403), those of writeLeave()
   */
  setLeave(caller: Caller, id: string, leave: SetLeave | null): Promise<UserView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const find = () => findUser(tx.sql, tx.now, siteFilter(caller), caller.userId, id);
      const row = await find();
      if (row === undefined) throw notFound('user', id);
      const person = presentUser(row);
      if (!withinReach(caller.sites, person) && ![person.id, person.lead?.id].includes(caller.userId ?? '')) {
        throw new ExpectedError(
          'forbidden',
          'access.other-site',
          'This person has sites that you have not been given, and does not answer to you.',
        );
      }
      await writeLeave(tx, id, leave);
      return presentUser((await find()) as UserRow);
    });
  }
}
