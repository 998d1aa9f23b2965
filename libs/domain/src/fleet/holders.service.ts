import { Injectable } from '@nestjs/common';
import type { DeviceDetail } from '#contracts/fleet';
import { isAway, type SetHolder } from '#contracts/holders';
import { type Caller, UnitOfWork } from '#domain/audit';
import { assertMay, siteFilter } from '#domain/identity';
import { ExpectedError, notFound } from '#platform/errors';
import { detailDevices, type DeviceRow, findDevice } from './device.queries.js';
import { endHolds } from './isolation.js';
import { marksByHand, type Recorded } from './recorded.js';

/** Who has a pump that is rented out, lent, at somebody's home, sent for repair or transferred. */
@Injectable()
export class HoldersService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Records who has the pump, in the place of whoever had it before; with a status, that it is away from now on. In open
   * campaigns that are about the pump the holder is told (room "replies").
   * @throws ExpectedError device.not-found; device.stale (409); holder.not-away (422) where the pump is with us
   */
  set(caller: Caller, id: string, request: SetHolder): Promise<DeviceDetail> {
    assertMay(caller, 'device.write');
    return this.unitOfWork.run(caller, async (tx) => {
      const [locked] = await tx.sql<{ recorded: Recorded | null }>(
        'SELECT recorded FROM device WHERE id = $1 FOR UPDATE',
        [id],
      );
      const row = await findDevice(tx.sql, siteFilter(caller), id);
      if (row === undefined) throw notFound('device', id);
      const detail = async (): Promise<DeviceDetail> => {
        const now = (await findDevice(tx.sql, null, id)) as DeviceRow;
        return (await detailDevices(tx.sql, tx.now, [now]))[0] as DeviceDetail;
      };
      if (row.version !== request.version) {
        throw new ExpectedError(
          'conflict',
          'device.stale',
          'Somebody changed this device in between. Look at its current state and try again.',
          { extra: { device: await detail() } },
        );
      }
      const status = request.status ?? row.status;
      if (!isAway(status)) {
        throw new ExpectedError(
          'invalid',
          'holder.not-away',
          `By its record this pump is with us (${row.status}). Say with the holder whether it is rented out, loaned, at home, in repair or transferred.`,
          { errors: [{ path: 'status', message: 'say how the pump is away' }] },
        );
      }
      const marks =
        status === row.status ? {} : marksByHand(locked?.recorded ?? null, tx.now, { status: row.status });
      await tx.sql(
        `UPDATE device SET status = $2, updated_at = $3, version = version + 1, recorded = nullif(coalesce(recorded, '{}') || $4::jsonb, '{}'),
                isolated_at = CASE WHEN $2 = status THEN isolated_at END, status_as_printed = CASE WHEN $2 = status THEN status_as_printed END
          WHERE id = $1`,
        [id, status, tx.now, JSON.stringify(marks)],
      );
      const ended = status === row.status ? [] : await endHolds(tx.sql, id);
      await tx.sql('UPDATE device_holder SET ended_at = $2 WHERE device_id = $1 AND ended_at IS NULL', [
        id,
        tx.now,
      ]);
      const [made] = await tx.sql<{ id: string; since: string }>(
        `INSERT INTO device_holder (device_id, organisation, name, email, since, expected_back, note, recorded_at, recorded_by)
         SELECT d.id, $2, $3, $4, coalesce($5::date, ($8::timestamptz AT TIME ZONE s.time_zone)::date), $6, $7, $8, $9
           FROM device d JOIN site s ON s.id = d.site_id WHERE d.id = $1 RETURNING id, since`,
        [
          id,
          request.organisation,
          request.name ?? null,
          request.email ?? null,
          request.since ?? null,
          request.expectedBack ?? null,
          request.note ?? null,
          tx.now,
          caller.userId,
        ],
      );
      const { version: _, ...said } = request;
      tx.audit({
        action: 'device.holder',
        subjectType: 'device',
        subjectId: id,
        siteId: row.site_id,
        old: { status: row.status },
        new: {
          ...said,
          status,
          holderId: made?.id,
          since: made?.since,
          ...(ended.length > 0 ? { isolationEnded: ended } : {}),
        },
      });
      tx.emit('reminders.sweep', {});
      return detail();
    });
  }
}
