import type { TaskListQuery } from '#contracts/tasks';
import { sought } from '../../routes/search';

/** The filters of the list of tasks, as they stand in the address. */
export interface TasksSearch {
  assignee?: string;
  campaign?: string;
  site?: string;
  device?: string;
  step?: string;
  status?: TaskListQuery['status'];
  outcome?: string;
  /** late, today, week, or a day: the last due day to be listed */
  due?: string;
  q?: string;
}

const STATUSES = ['todo', 'open', 'waiting', 'closed', 'withdrawn'];
const id = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[1-9]\d{0,18}$/.test(value) ? value : undefined;

/** Whatever is no filter of ours is left out. The address is typed by hand as well, and e-mails hold it. */
export function tasksSearch(given: Record<string, unknown>): TasksSearch {
  const found: Record<string, string | undefined> = {
    assignee: given['assignee'] === 'me' ? 'me' : id(given['assignee']),
    campaign: id(given['campaign']),
    site: id(given['site']),
    device: id(given['device']),
    step: typeof given['step'] === 'string' ? given['step'].slice(0, 60) : undefined,
    status: STATUSES.includes(String(given['status'])) ? String(given['status']) : undefined,
    outcome:
      typeof given['outcome'] === 'string' && /^[a-z][a-z0-9-]{0,59}$/.test(given['outcome'])
        ? given['outcome']
        : undefined,
    due: /^(?:late|today|week|\d{4}-\d{2}-\d{2})$/.test(String(given['due']))
      ? String(given['due'])
      : undefined,
    q: sought(given['q']),
  };
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined && value !== ''),
  ) as TasksSearch;
}

/** Whether nothing but one's own open work is asked for: that is My work, where it can be done. */
export const isMyWork = ({ assignee, status, ...others }: TasksSearch): boolean =>
  assignee === 'me' && (status === undefined || status === 'open') && Object.keys(others).length === 0;

/** The word of the address as the API takes it: "late", or the last due day. Days are those of the device's calendar. */
export function dueDay(due: string, now: Date): string {
  if (due !== 'today' && due !== 'week') return due;
  const last = new Date(now.getFullYear(), now.getMonth(), now.getDate() + (due === 'week' ? 7 : 0), 12);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${last.getFullYear()}-${two(last.getMonth() + 1)}-${two(last.getDate())}`;
}
