import type { CompleteTasksAnswer, TaskView } from '#contracts/tasks';
import type { Person, Visitor } from './hospital.js';

/** How a sample person answers a step, decided by the pump's id, so that every run plays the same. */
function answer(task: TaskView, day: number): Record<string, unknown> {
  const n = Number(task.device?.id ?? task.id);
  switch (task.stepKey) {
    case 'inspect-contacts':
      return { outcome: n % 19 === 0 ? 'corrosion-found' : n % 13 === 0 ? 'residue' : 'clean' };
    case 'verify-record':
      return { outcome: n % 4 === 0 ? 'not-affected' : 'affected', note: 'Read from the label.' };
    case 'verify-software-version':
      return { fields: { softwareVersion: task.device?.softwareVersion ?? usualVersion(task) } };
    case 'return-device':
      return { outcome: 'returned', fields: { remedy: n % 2 === 0 ? 'replacement' : 'refund' } };
    case 'brief-staff':
      return { outcome: 'briefed', fields: { people: 10 + (n % 30) } };
    case 'watch-for-follow-up':
      return { outcome: 'follow-up-received', note: `The letter came on day ${day}.` };
    default:
      return { outcome: task.outcomes[0] };
  }
}

const usualVersion = (task: TaskView): string =>
  task.device?.productCode === '35700BAX2' ? '8.01.01' : '6.02.07';

/** The whole task list is done in about this many working days, so that some of it becomes late on the way. */
const WORKING_DAYS = 9;
/** The risk manager waits for the firm's follow-up until this day. */
const FOLLOW_UP_DAY = 18;

/** The site's reply is sent, which closes its step (outside.ts). */
const REPLY_STEPS = ['return-reply-form', 'acknowledge-on-portal'];
/** Told with the first pump that tech@example.org closes. */
const HARM = { what: 'The alarm of an empty battery was heard late.' };

/**
 * One sample person at work. `visitor`: whoever does it, the person or somebody in their stead. `backOn`: the first day on
 * which an absent person works again.
 */
export class Worker {
  private quota = 0;
  private reported = false;

  constructor(
    readonly person: Person,
    private readonly visitor: Visitor,
    readonly backOn: number,
  ) {}

  /** Closes a share of the open tasks; returns how many by outcome. Whoever is near the end closes all that is left. */
  async work(day: number): Promise<Map<string, number>> {
    const done = new Map<string, number>();
    if (day < this.backOn) return done;
    const mine = (
      await this.visitor.all<TaskView>(`tasks?assignee=${this.person.id}&status=open&limit=500`)
    ).filter(
      (task) =>
        !REPLY_STEPS.includes(task.stepKey) &&
        (task.stepKey !== 'watch-for-follow-up' || day >= FOLLOW_UP_DAY),
    );
    this.quota = Math.max(this.quota, Math.ceil(mine.length / WORKING_DAYS));
    const today = mine.slice(0, day >= FOLLOW_UP_DAY - 2 ? mine.length : this.quota);
    for (let from = 0; from < today.length; from += 200) {
      const batch = today.slice(from, from + 200);
      const bodies = batch.map((task) => ({ id: task.id, version: task.version, ...answer(task, day) }));
      const harmed =
        this.person.email === 'tech@example.org' && !this.reported
          ? batch.findIndex(({ device }) => device !== null)
          : -1;
      if (harmed >= 0) {
        this.reported = true;
        const { now } = await this.visitor.get<{ now: string }>('clock');
        Object.assign(bodies[harmed] as object, { harm: { awareAt: now, ...HARM } });
      }
      const { results } = await this.visitor.post<CompleteTasksAnswer>('tasks/complete', {
        tasks: bodies,
      });
      for (const result of results) {
        const outcome = result.ok ? (result.task?.outcome ?? '') : `refused: ${result.code}`;
        done.set(outcome, (done.get(outcome) ?? 0) + 1);
      }
    }
    return done;
  }
}
