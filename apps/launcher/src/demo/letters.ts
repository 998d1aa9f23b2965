import type { CampaignChange, Difference } from '#contracts/campaign-changes';
import type { CampaignView } from '#contracts/campaigns';
import type { NoticeView } from '#contracts/notices';
import type { PlanDefinition } from '#contracts/plans';
import type { ReminderView } from '#contracts/reminders';
import type { TaskHistory, TaskView } from '#contracts/tasks';
import { shippedNotices } from '#domain/notices';
import { shippedPlans } from '#domain/tasks';
import { type Days, DemoError, until, type Visitor } from './hospital.js';

// The notice of 2020 as it came: a Safety Alert in April, and in August the Urgent Device Correction, by which what is asked
// for changes in the middle of the work.

const notice2020 = shippedNotices.find(({ key }) => key === 'unplanned-shutdown-2020')?.notice;
const corrosion = shippedPlans.find(({ key }) => key === 'corrosion');
const AUGUST_PLAN = 'corrosion';
/** Steps that the August letter asks for first. */
const AUGUST_STEPS = ['return-reply-form', 'forward-notice'];

type Say = (line: string) => void;

/** After the Safety Alert: clean by the manual and look at each pump, and tell the staff. */
function aprilPlan(plan: PlanDefinition): PlanDefinition {
  return {
    ...plan,
    key: 'safety-alert-2020',
    title: 'Clean by the manual',
    steps: [
      ...plan.steps
        .filter(({ key }) => !AUGUST_STEPS.includes(key))
        .map((step) =>
          step.key === 'inspect-contacts'
            ? { ...step, instructions: 'Clean the pump by the operator’s manual and look at its contacts.' }
            : step,
        ),
      {
        key: 'tell-staff',
        title: 'Tell the staff how to clean',
        scope: 'site',
        startsOn: 'opening',
        instructions: 'By the operator’s manual only.',
        fields: [],
        outcomes: [{ key: 'told', label: 'Told', starts: [] }],
        prerequisites: [],
        dueDays: 7,
        assignTo: 'nurse-educator',
      },
    ],
  };
}

/**
 * Enters the notice as it stood in April: V6 and V8 without limits, and no word of Spectrum IQ. The notice that came with
 * the sample hospital, which tells of both letters, is attached to it. Gives what to open a campaign with.
 */
export async function aprilNotice(
  manager: Visitor,
  shippedId: string,
): Promise<{ noticeId: string; planKey: string }> {
  if (notice2020 === undefined || corrosion === undefined)
    throw new DemoError('The notice of 2020 does not come along any more.');
  const plan = aprilPlan(corrosion);
  await manager.post('plans', plan);
  const notice = await manager.post<NoticeView>('notices', {
    ...notice2020,
    communications: notice2020.communications.slice(0, 1),
    affectedProducts: notice2020.affectedProducts
      .slice(0, 2)
      .map(({ manufactured: _made, distributed: _sold, ...product }) => product),
  });
  await manager.post(`notices/${shippedId}/attach`, { to: notice.id });
  return { noticeId: notice.id, planKey: plan.key };
}

/**
 * The Urgent Device Correction comes: entered on the notice, its difference shown, then applied. Throws when a finished task
 * is lost, when what was done differs from what was shown, or when somebody concerned gets no e-mail, or more than one.
 */
export async function augustLetter(
  manager: Visitor,
  days: Days,
  campaign: CampaignView,
  say: Say,
): Promise<void> {
  const notice = await manager.post<NoticeView>(`notices/${campaign.noticeId}/communications`, {
    ...notice2020?.communications[1],
    affectedProducts: notice2020?.affectedProducts,
    plan: { key: AUGUST_PLAN, version: 1 },
  });
  const letter = notice.communications.at(-1);
  if (letter === undefined) throw new DemoError('The letter was entered, and the notice does not have it.');
  const shown = await manager.get<Difference>(`campaigns/${campaign.id}/difference`);
  say(`    the ${letter.kind} of ${letter.date} comes; what it would change:`);
  say(
    `      pumps: ${shown.devices.added} newly in scope, ${shown.devices.removed} out of scope, ${shown.devices.undecided} undecided`,
  );
  say(`      steps: ${shown.plan.steps.map(({ stepKey, change }) => `${stepKey} ${change}`).join(', ')}`);
  say(
    `      tasks: ${shown.tasks.new} new, ${shown.tasks.reopened} finished ones reopen, ${shown.tasks.withdrawn} withdrawn, ${shown.tasks.kept} stay finished`,
  );
  const before = await tasksOf(manager, campaign);
  say(`      before: ${inWords(before)}`);
  await manager.post(`campaigns/${campaign.id}/apply`, { communicationId: letter.id });
  const done = await until('the letter to be applied', async () => {
    const { items } = await manager.get<{ items: CampaignChange[] }>(
      `campaigns/${campaign.id}/changes?kind=letter`,
    );
    return items.find(({ finishedAt }) => finishedAt !== null);
  });
  const after = await tasksOf(manager, campaign);
  say(`      after:  ${inWords(after)}`);
  for (const effect of ['new', 'reopened', 'withdrawn'] as const)
    if (done.tasks[effect] !== shown.tasks[effect])
      throw new DemoError(
        `${shown.tasks[effect]} ${effect} tasks were shown, ${done.tasks[effect]} were made.`,
      );
  await assertNothingLost(manager, before, after);

  await days.mailIsOut();
  const changed = after.filter((task) => {
    const old = before.find(({ id }) => id === task.id);
    return old === undefined || old.status !== task.status || old.instructions !== task.instructions;
  });
  const concerned = new Set([campaign.owner.id, ...changed.map(({ assignee }) => assignee.id)]);
  const told = (
    await manager.all<ReminderView>(`reminders?campaign=${campaign.id}&kind=scope-changed&limit=500`)
  ).map(({ person }) => person.id);
  if (told.toSorted().join() !== [...concerned].toSorted().join())
    throw new DemoError(
      `The letter concerns ${concerned.size} people, and ${told.length} e-mails tell of it: not one each.`,
    );
  say(`      no finished task lost; ${told.length} people concerned, one e-mail each`);
}

const tasksOf = (manager: Visitor, campaign: CampaignView): Promise<TaskView[]> =>
  manager.all<TaskView>(`tasks?campaign=${campaign.id}&limit=500`);

function inWords(tasks: readonly TaskView[]): string {
  const counts = new Map<string, number>();
  for (const { status } of tasks) counts.set(status, (counts.get(status) ?? 0) + 1);
  return `${tasks.length} tasks (${[...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, n]) => `${n} ${status}`)
    .join(', ')})`;
}

/** Each finished task is finished as it was, or is open again with what was recorded in its history, and the reason. */
async function assertNothingLost(
  manager: Visitor,
  before: readonly TaskView[],
  after: readonly TaskView[],
): Promise<void> {
  for (const task of before.filter(({ status }) => status === 'closed')) {
    const now = after.find(({ id }) => id === task.id);
    if (now?.status === 'closed' && now.outcome === task.outcome) continue;
    const { items } = await manager.get<TaskHistory>(`tasks/${task.id}/history`);
    if (!items.some(({ outcome, reopenReason }) => outcome === task.outcome && reopenReason !== null))
      throw new DemoError(`Task ${task.id} was finished (${task.outcome}), and the letter lost it.`);
  }
}
