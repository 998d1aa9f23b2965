import type { PlanDefinition } from '#contracts/plans';
import type { TaskView } from '#contracts/tasks';
import { stepOf } from './plan.rules.js';
import type { TaskRow } from './task.queries.js';

/**
 * A task as the API shows it.
 * @param covered those whom the reader stands in for at this moment, id → name
 */
export function presentTask(
  row: TaskRow,
  plan: PlanDefinition,
  covered: ReadonlyMap<string, string>,
): TaskView {
  const step = stepOf(plan, row.step_key);
  return {
    id: row.id,
    version: row.version,
    campaignId: row.campaign_id,
    campaignTitle: row.campaign_title,
    campaignClass: row.campaign_class,
    stepKey: row.step_key,
    title: step.title,
    instructions: step.instructions,
    scope: step.scope,
    status: row.status,
    dueOn: row.due_on,
    late: row.late,
    assignee: { id: row.assignee_id, name: row.assignee_name },
    standingInFor: covered.has(row.assignee_id) ? { id: row.assignee_id, name: row.assignee_name } : null,
    site: row.site_id === null ? null : { id: row.site_id, name: row.site_name ?? '' },
    device:
      row.device_id === null
        ? null
        : {
            id: row.device_id,
            assetTag: row.asset_tag,
            serialNumber: row.serial_number,
            productCode: row.product_code,
            udiDi: row.udi_di,
            model: row.model,
            softwareVersion: row.software_version,
            status: row.device_status ?? 'unknown',
            location: row.location_name,
            locationId: row.place_id,
            holder: row.holder,
          },
    missing: step.startsOn === 'verification' ? (row.missing ?? []) : [],
    outcomes: step.outcomes.map((outcome) => outcome.key),
    outcomeLabels: Object.fromEntries(step.outcomes.map((outcome) => [outcome.key, outcome.label])),
    outcomeFrom: step.derivedOutcome?.field ?? null,
    derives: step.derivedOutcome ?? null,
    form: step.fields,
    prerequisites: step.prerequisites,
    firmWait: row.firm_wait,
    notes: [],
    outcome: row.outcome,
    fields: row.fields,
    note: row.note,
    reason: row.reason,
    searched: row.searched,
    completedAt: row.completed_at?.toISOString() ?? null,
    completedBy:
      row.completed_by === null ? null : { id: row.completed_by, name: row.completed_by_name ?? '' },
  };
}
