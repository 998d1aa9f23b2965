import type { TaskView } from '#contracts/tasks';
import type { Tone } from '#web/ui';
import { tasks as texts } from '../../texts/en/campaign-work';

/** "Inspect the contacts, TAG-7": what a task is called in a list. */
export function taskName({ title, device, site }: Pick<TaskView, 'title' | 'device' | 'site'>): string {
  const what = device === null ? site?.name : (device.assetTag ?? device.serialNumber);
  return what === undefined || what === null ? title : `${title}, ${what}`;
}

/** The outcome in the words of the plan. */
export function outcomeName(outcome: string, labels: Readonly<Record<string, string>>): string {
  return labels[outcome] ?? texts.exits[outcome as keyof typeof texts.exits] ?? outcome;
}

export const isExit = (outcome: string): boolean => outcome in texts.exits;

export function taskTone({ status, late }: Pick<TaskView, 'status' | 'late'>): { tone: Tone; text: string } {
  if (late) return { tone: 'late', text: texts.lateBadge };
  const tones: Record<TaskView['status'], Tone> = {
    open: 'info',
    waiting: 'neutral',
    closed: 'done',
    withdrawn: 'neutral',
  };
  return { tone: tones[status], text: texts.statuses[status] };
}
