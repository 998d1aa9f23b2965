import type { LeaveView } from '#contracts/leave';

/** The columns by which the queries of people give a leave; null where there is none. */
interface LeaveRow {
  leave_from: string | null;
  leave_to: string | null;
  stand_in_id: string | null;
  stand_in_name: string | null;
  leave_now: boolean | null;
}

export const presentLeave = (row: LeaveRow): LeaveView | null =>
  row.leave_from === null || row.leave_to === null || row.stand_in_id === null
    ? null
    : {
        from: row.leave_from,
        to: row.leave_to,
        standIn: { id: row.stand_in_id, name: row.stand_in_name ?? '' },
        now: row.leave_now ?? false,
      };
