import type { DeviceHistoryEntry } from '#contracts/device-history';
import type { ExplanationView } from '#contracts/matching';
import type { Verdict } from '#contracts/notices';
import type { PlanDefinition, PlanStep } from '#contracts/plans';
import type { HistoryRow, Names } from './device-history.queries.js';

const FIELDS: Record<string, string> = {
  assetTag: 'Asset tag',
  udiDi: 'UDI-DI',
  productCode: 'Product code',
  serialNumber: 'Serial number',
  manufacturer: 'Manufacturer',
  model: 'Model',
  softwareVersion: 'Software version',
  manufacturedOn: 'Date of manufacture',
  receivedOn: 'Date of receipt',
  supplyChannel: 'Supply channel',
  siteId: 'Site',
  locationId: 'Location',
  status: 'Status',
  statusAsPrinted: 'Status as printed',
};
/** of a place that the reader has not been given */
const ELSEWHERE = 'another site';

const VERDICTS: Record<Verdict, string> = {
  affected: 'affected',
  'possibly-affected': 'possibly affected',
  'not-affected': 'not affected',
};

export interface HistoryContext {
  names: Names;
  /** of the campaign's plan; null where the row names none */
  plan: PlanDefinition | null;
  /** by the record and the notice as they are now; of a verdict */
  explanation: ExplanationView | null;
}

type Change = DeviceHistoryEntry['changes'][number];

/** Puts one entry into words. Pure. */
export function presentHistory(row: HistoryRow, context: HistoryContext): DeviceHistoryEntry {
  const step = context.plan?.steps.find(({ key }) => key === row.step_key);
  const changes = changesOf(row, context.names);
  return {
    id: `${row.source}-${row.id}`,
    at: row.at.toISOString(),
    actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' },
    kind: row.kind as DeviceHistoryEntry['kind'],
    title: titleOf(row, context, step, changes),
    detail: detailOf(row, context.names),
    changes,
    campaign: row.campaign_id === null ? null : { id: row.campaign_id, title: row.campaign_title ?? '' },
    task:
      row.task_id === null
        ? null
        : {
            id: row.task_id,
            stepKey: row.step_key ?? '',
            title: step?.title ?? row.step_key ?? '',
            status: row.task_status ?? '',
          },
    verdict: row.kind === 'verdict' ? verdictOf(row, context.explanation) : null,
    completion:
      row.kind === 'task-completed'
        ? {
            outcome: row.data.outcome ?? '',
            outcomeLabel: outcomeLabel(row.data.outcome ?? '', step),
            fields: row.data.fields ?? {},
            searched: row.data.searched ?? null,
            reopened: row.data.reopened ?? false,
          }
        : null,
  };
}

function titleOf(
  row: HistoryRow,
  { names }: HistoryContext,
  step: PlanStep | undefined,
  changes: Change[],
): string {
  const task = step?.title ?? row.step_key ?? '';
  switch (row.kind) {
    case 'recorded':
      return 'Record made';
    case 'reported':
      return 'Found without a record and reported';
    case 'imported':
    case 'changed':
      return changes.length === 1 && changes[0] !== undefined
        ? `${FIELDS[changes[0].field] ?? changes[0].field} changed`
        : `${changes.length} facts of the record changed`;
    case 'verdict':
      return `In the campaign as ${VERDICTS[(row.data.verdict ?? 'affected') as Verdict]}`;
    case 'verified':
      return `Record verified: ${VERDICTS[(row.data.new?.['verdict'] ?? 'affected') as Verdict]}`;
    case 'task-opened':
      return `${task}: begun`;
    case 'task-assigned':
      return `${task}: given to ${names.people.get(String(row.data.new?.['assigneeId'])) ?? 'somebody'}`;
    case 'task-completed':
      return `${task}: ${outcomeLabel(row.data.outcome ?? '', step)}`;
    default:
      return `${task}: reopened`;
  }
}

function outcomeLabel(outcome: string, step: PlanStep | undefined): string {
  if (outcome === 'cannot-locate') return 'Could not be located';
  if (outcome === 'not-applicable') return 'Not applicable';
  return step?.outcomes.find(({ key }) => key === outcome)?.label ?? outcome;
}

function detailOf({ kind, data }: HistoryRow, names: Names): string | null {
  if (kind === 'imported' || kind === 'recorded') return data.file ?? null;
  if (kind === 'task-opened') return data.dueOn === undefined ? null : `Due ${data.dueOn}`;
  if (kind === 'task-assigned') {
    const before = names.people.get(String(data.old?.['assigneeId']));
    return before === undefined ? null : `Before with ${before}`;
  }
  const said = [data.reason, data.note].filter((words) => typeof words === 'string' && words.trim() !== '');
  return said.length === 0 ? null : said.join('\n');
}

function changesOf(row: HistoryRow, names: Names): Change[] {
  if (row.kind === 'imported') {
    return Object.entries(row.data.changes ?? {}).map(([field, [old, fresh]]) => ({
      field,
      old: shown(field, old, names),
      new: shown(field, fresh, names),
    }));
  }
  if (!['recorded', 'reported', 'changed'].includes(row.kind)) return [];
  const [old, fresh] = [row.data.old ?? {}, row.data.new ?? {}];
  return Object.keys(fresh).map((field) => ({
    field,
    old: shown(field, old[field], names),
    new: shown(field, fresh[field], names),
  }));
}

function shown(field: string, value: unknown, names: Names): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (field === 'siteId') return names.sites.get(text) ?? ELSEWHERE;
  if (field === 'locationId') return names.locations.get(text) ?? ELSEWHERE;
  return text;
}

function verdictOf(row: HistoryRow, explanation: ExplanationView | null): DeviceHistoryEntry['verdict'] {
  const decided = (row.data.verdict ?? 'affected') as Verdict;
  const clauses = explanation?.clauses ?? [];
  const wanted = { affected: true, 'possibly-affected': null, 'not-affected': false };
  const deciding = clauses.filter(
    ({ result }) => explanation !== null && result === wanted[explanation.verdict],
  );
  const why = deciding.map(({ reason }) => reason).join(' ');
  return {
    decided,
    missing: row.data.missing ?? [],
    now: explanation?.verdict ?? decided,
    reasonNow: [explanation?.productName ?? null, why].filter(Boolean).join(': '),
  };
}
