import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM, type Tx, UnitOfWork } from '#domain/audit';
import { unheldImports, widenSearches } from '#domain/fleet';
import { Clock } from '#platform/clock';
import { sqlOf } from '#platform/database';
import type { Logger } from '#platform/logging';
import { LOGGER } from '#platform/wiring';
import { StalledWork } from './stalled-work.js';
import { type OwedReminder, remindersOwed } from './sweep-plan.js';
import { checksOwed, disagreementsOwed } from './check-reminders.queries.js';
import { scopeChangedOwed, setTold, untoldChanges, waitingForFirmOwed } from './change-reminders.queries.js';
import { lookingForOwed, pumpFoundOwed } from './search-reminders.queries.js';
import { allTasksClosedOwed, insertReminders, loadSweepFacts, takeOverdueSendings } from './sweep.queries.js';

/** Any number that no other advisory lock of this database takes. */
const SWEEP_LOCK = 20_260_102;
/** Rows a transaction. */
const BATCH = 1000;
/** Longer than all retries of a job together take (about two minutes), so that only abandoned rows are queued again. */
const PUT_BACK_AFTER_SECONDS = 300;
const STALLED_AFTER_MS = 300_000;

export interface SweepResult {
  /** another sweep was at work; it does what this one would have done */
  skipped: boolean;
  assignments: number;
  digests: number;
  allTasksClosed: number;
  /** of letters and pumps that turned up */
  scopeChanged: number;
  /** unfinished reminders that were queued again */
  putBack: number;
}

/** Finds every reminder that is owed and has no row yet, and every row that was left behind. */
@Injectable()
export class SweepService {
  private readonly stalled = new StalledWork(STALLED_AFTER_MS);

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * One sweep. It may be killed at any point and run as often as one likes: rows are unique by person and moment, each
   * batch commits with its outbox events, and what is missing is found by the next sweep.
   */
  async sweepReminders(): Promise<SweepResult> {
    const result: SweepResult = {
      skipped: false,
      assignments: 0,
      digests: 0,
      allTasksClosed: 0,
      scopeChanged: 0,
      putBack: 0,
    };
    const ran = await this.alone(async () => {
      const now = await this.clock.now();
      const sql = sqlOf(this.database);
      await this.unitOfWork.run(SYSTEM, (tx) => widenSearches(tx.sql, tx.now));
      result.scopeChanged = await this.tellChanges();
      await this.tellMarked();
      const work = remindersOwed(await loadSweepFacts(sql, now));
      const digests = work.filter(({ kind }) => kind === 'digest');
      const owed = [
        ...work,
        ...(await allTasksClosedOwed(sql, now)),
        ...(await waitingForFirmOwed(sql, now)),
        ...(await lookingForOwed(sql, now, digests)),
      ];
      for (let at = 0; at < owed.length; at += BATCH) await this.make(owed.slice(at, at + BATCH), result);
      result.putBack = await this.putBack();
      await this.wakeStalledWork();
      await sql('UPDATE sweep SET swept_at = $1, finished_at = clock_timestamp()', [now]);
    });
    if (
      result.assignments + result.digests + result.allTasksClosed + result.scopeChanged + result.putBack >
      0
    ) {
      this.logger.info({ ...result }, 'reminders swept');
    }
    return { ...result, skipped: !ran };
  }

  /** Everybody whom changes of campaigns concern gets one e-mail of each campaign; rows and marks commit together. */
  private tellChanges(): Promise<number> {
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const changes = await untoldChanges(tx.sql);
      if (changes.length === 0) return 0;
      const rows = await putOnTheirWay(tx, await scopeChangedOwed(tx.sql, tx.now, changes));
      await setTold(tx.sql, changes, tx.now);
      tx.audit({
        action: 'reminder.changes-told',
        subjectType: 'sweep',
        subjectId: null,
        new: { changeIds: changes, reminders: rows.length },
      });
      return rows.length;
    });
  }

  /**
   * Whoever looked for a pump in vain hears that it is found; whoever is to check a pump, of that; and those whom a
   * disagreement concerns, of it. Rows and marks commit together.
   */
  private tellMarked(): Promise<void> {
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      await putOnTheirWay(tx, [
        ...(await pumpFoundOwed(tx.sql, tx.now)),
        ...(await disagreementsOwed(tx.sql, tx.now)),
        ...(await checksOwed(tx.sql, tx.now)),
      ]);
    });
  }

  private async make(owed: OwedReminder[], result: SweepResult): Promise<void> {
    const made = await this.unitOfWork.run(SYSTEM, async (tx) => {
      const rows = await putOnTheirWay(tx, owed);
      const count = (kind: OwedReminder['kind']): number => rows.filter((row) => row.kind === kind).length;
      const counts = {
        assignments: count('assignment'),
        digests: count('digest'),
        allTasksClosed: count('all-tasks-closed'),
      };
      if (rows.length > 0) {
        tx.audit({ action: 'reminder.sweep', subjectType: 'sweep', subjectId: null, new: counts });
      }
      return counts;
    });
    result.assignments += made.assignments;
    result.digests += made.digests;
    result.allTasksClosed += made.allTasksClosed;
  }

  private async putBack(): Promise<number> {
    for (let total = 0; ;) {
      const taken = await this.unitOfWork.run(SYSTEM, async (tx) => {
        const ids = await takeOverdueSendings(tx.sql, PUT_BACK_AFTER_SECONDS, BATCH);
        for (const id of ids) tx.emit('reminders.send', { reminderId: id });
        return ids.length;
      });
      total += taken;
      if (taken < BATCH) return total;
    }
  }

  /**
   * Openings and letters that stand still and imports that nobody is working on are handed to the queue again, should it have lost
   * their job. An opening goes on from where it stands; an import begins again under its lock.
   */
  private async wakeStalledWork(): Promise<void> {
    const sql = sqlOf(this.database);
    const openings = await sql<{ id: string; progress: string }>(
      `SELECT id, opening_device_id || '/' || opening_done AS progress FROM campaign WHERE status = 'opening'`,
    );
    const letters = await sql<{ id: string; progress: string }>(
      `SELECT id, device_id || '/' || done AS progress FROM campaign_change WHERE kind = 'letter' AND finished_at IS NULL`,
    );
    const keyed = [
      ...letters.map(({ id, progress }) => ({ key: `letter ${id}`, progress })),
      ...openings.map(({ id, progress }) => ({ key: `campaign ${id}`, progress })),
      ...(await unheldImports(sql)).map(({ id, progress }) => ({ key: `import ${id}`, progress })),
    ];
    const found = await sql<{ id: string }>(
      'SELECT id FROM device_search WHERE ended_at IS NOT NULL AND followed_at IS NULL ORDER BY id LIMIT 1',
    );
    if (found[0] !== undefined) keyed.push({ key: `found ${found[0].id}`, progress: '' });
    const stalled = this.stalled.look(keyed, performance.now());
    if (stalled.length === 0) return;
    this.logger.warn({ stalled }, 'background work stood still and is queued again');
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      for (const key of stalled) {
        const [kind, id] = key.split(' ') as [string, string];
        if (kind === 'campaign') tx.emit('campaigns.open', { campaignId: id });
        else if (kind === 'found') tx.emit('campaigns.pumps-found', {});
        else if (kind === 'letter') tx.emit('campaigns.apply-letter', { changeId: id });
        else tx.emit('fleet.import-devices', { importId: id });
      }
    });
  }

  /** Runs the work unless another program is at it. The lock belongs to the connection: a dead program holds none. */
  private async alone(work: () => Promise<void>): Promise<boolean> {
    const runner = this.database.createQueryRunner();
    await runner.connect();
    try {
      const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS mine', [SWEEP_LOCK])) as [
        { mine: boolean },
      ];
      if (!row.mine) return false;
      try {
        await work();
        return true;
      } finally {
        await runner.query('SELECT pg_advisory_unlock($1)', [SWEEP_LOCK]);
      }
    } finally {
      await runner.release();
    }
  }
}

/** Makes the rows of what is owed, and queues them. Gives those that were not there before. */
async function putOnTheirWay(
  tx: Tx,
  owed: readonly OwedReminder[],
): Promise<Awaited<ReturnType<typeof insertReminders>>> {
  const rows = await insertReminders(tx.sql, tx.now, owed);
  for (const { id } of rows) tx.emit('reminders.send', { reminderId: id });
  return rows;
}
