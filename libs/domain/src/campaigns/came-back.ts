import type { Tx } from '#domain/audit';
import { openingSteps } from '#domain/tasks';
import type { Sql } from '#platform/database';
import type { CampaignRow } from './campaign.queries.js';
import { insertChange } from './change.queries.js';
import { reopenTasks, withdrawTasks } from './changed-tasks.queries.js';
import type { ChangedDevices } from './moved-devices.service.js';
import { moveTasks } from './moved-devices.queries.js';
import { setOf } from './rematch.queries.js';
import { type Rescope, taskChange } from './rescoping.js';

/** The states of a pump that has left the hospital: whatever was asked of it may have ended as not applicable. */
export const GONE = ['returned', 'retired', 'transferred'] as const;

/** Over an import's change x: a pump that had left is here again by the file. */
const HERE_AGAIN = `x.changes->'status'->>0 = ANY($GONE) AND NOT coalesce(x.changes->'status'->>1, '') = ANY($GONE)`;
export const hereAgain = (gone: string): string => HERE_AGAIN.replaceAll('$GONE', `${gone}::text[]`);

/** Those of a set of devices that had left and are here again by what changed. */
export async function cameBackOf(sql: Sql, changed: ChangedDevices, deviceIds: string[]): Promise<string[]> {
  if (changed.cameBack !== undefined) return deviceIds.filter((id) => changed.cameBack?.includes(id));
  if (changed.importId === undefined) return [];
  const rows = await sql<{ id: string }>(
    `SELECT x.device_id AS id FROM import_change x
      WHERE x.import_id = $1 AND x.device_id = ANY($2::bigint[]) AND ${hereAgain('$3')} ORDER BY 1`,
    [changed.importId, deviceIds, GONE],
  );
  return rows.map(({ id }) => id);
}

/**
 * Work that ended as not applicable because the pump had left is asked for again when it is here again. What was really
 * done stays done.
 */
export async function askAgain(
  tx: Tx,
  campaign: CampaignRow,
  rescoping: Rescope,
  deviceIds: string[],
): Promise<void> {
  const [some] = await tx.sql(
    `SELECT 1 FROM task WHERE campaign_id = $1 AND device_id = ANY($2::bigint[]) AND status = 'closed' AND outcome = 'not-applicable' LIMIT 1`,
    [campaign.id, deviceIds],
  );
  if (some === undefined) return;
  const reason = 'The pump had left, and is here again.';
  const change = taskChange(tx, { ...rescoping, changeId: await begin(tx, campaign, reason, deviceIds) });
  const tasks = await reopenTasks(tx.sql, change, setOf(deviceIds), {
    steps: rescoping.steps.all,
    reason,
    otherPlan: false,
    outcome: 'not-applicable',
  });
  await moveTasks(tx.sql, deviceIds);
  audit(tx, campaign.id, change.changeId, tasks);
}

/**
 * Pumps whose remedy was undone: their work begins again at the first steps, as for a pump that turns up. The completions
 * stay in the history; steps that an outcome starts begin with that outcome.
 */
export async function beginAgain(
  tx: Tx,
  campaign: CampaignRow,
  rescoping: Rescope,
  deviceIds: string[],
): Promise<void> {
  const reason = 'By its record as it is now the notice names this pump again.';
  const change = taskChange(tx, { ...rescoping, changeId: await begin(tx, campaign, reason, deviceIds) });
  const set = setOf(deviceIds);
  const first = openingSteps(rescoping.plan, 'device').map(({ key }) => key);
  const { all, verification } = rescoping.steps;
  const later = all.filter((key) => !first.includes(key) && key !== verification);
  const again = { reason, otherPlan: false };
  const tasks = await reopenTasks(tx.sql, change, set, { ...again, steps: first });
  const followUps = await reopenTasks(tx.sql, change, set, { ...again, steps: later });
  if (followUps.length > 0)
    await withdrawTasks(tx.sql, change, set, { steps: later, reason, comesBack: false });
  audit(tx, campaign.id, change.changeId, tasks);
}

const begin = (tx: Tx, campaign: CampaignRow, reason: string, deviceIds: string[]): Promise<string> =>
  insertChange(tx, campaign, {
    kind: 'watch',
    reason,
    total: deviceIds.length,
    finished: true,
    quiet: campaign.class !== 'I',
  });

function audit(
  tx: Tx,
  campaignId: string,
  changeId: string,
  tasks: ReadonlyArray<{ id: string; device_id: string | null; site_id: string | null }>,
): void {
  tx.audit({
    action: 'campaign.devices-came-back',
    subjectType: 'campaign',
    subjectId: campaignId,
    new: { changeId, reopened: tasks.length, deviceIds: tasks.slice(0, 100).map((task) => task.device_id) },
  });
  tx.emit('reminders.sweep', {});
}
