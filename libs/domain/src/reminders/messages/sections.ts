import { dayInWords } from '#platform/mail';
import { daysBetween } from '../reminder-timing.js';
import type { TaskFacts } from './facts.js';

export interface Section {
  heading: string;
  sites: Array<{ site: string; locations: Array<{ location: string; items: Item[] }> }>;
}

/** One pump (or one site, or the campaign) with everything to do at it. */
export interface Item {
  name: string;
  /** serial number and model, where they are known */
  detail: string;
  steps: Array<{
    title: string;
    href: string;
    due: string;
    late: boolean;
    campaign: string;
    assignee: string;
  }>;
}

/** One line, without control characters: what comes from a record can't break out of its place. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim();
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export function dueInWords(dueOn: string, today: string): string {
  const late = daysBetween(dueOn, today);
  if (late > 0) return `${plural(late, 'day')} late, was due ${dayInWords(dueOn)}`;
  if (late === 0) return 'due today';
  return late === -1 ? 'due tomorrow' : `due ${dayInWords(dueOn)}`;
}

/**
 * Puts tasks in the order of a round: what is late first, then by site and location, the most overdue pump first. A
 * pump stands once, with all its steps, and so does a site as a whole; either counts as late when one of them is.
 */
export function sectionsOf(
  tasks: readonly TaskFacts[],
  options: { today: string; publicUrl: string; lateHeading: string; openHeading: string },
): Section[] {
  const { today, publicUrl } = options;
  const byItem = new Map<string, TaskFacts[]>();
  for (const task of tasks) {
    const key =
      task.device !== null
        ? `device ${task.device.id}`
        : task.site !== null
          ? `site ${oneLine(task.site)}`
          : `campaign ${task.campaignId}`;
    byItem.set(key, [...(byItem.get(key) ?? []), task]);
  }
  const entries = [...byItem.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
    const first = sorted[0];
    return first === undefined ? [] : [{ first, item: itemOf(first, sorted, today, publicUrl) }];
  });
  const section = (heading: string, late: boolean): Section[] => {
    const chosen = entries.filter(({ first }) => first.dueOn < today === late);
    if (chosen.length === 0) return [];
    const sites = groupBy(chosen, ({ first }) => oneLine(first.site ?? '') || 'The whole campaign');
    return [
      {
        heading,
        sites: sites.map(([site, atSite]) => ({
          site,
          locations: groupBy(atSite, ({ first }) => locationOf(first)).map(([location, there]) => ({
            location,
            items: there.map(({ item }) => item),
          })),
        })),
      },
    ];
  };
  return [...section(options.lateHeading, true), ...section(options.openHeading, false)];
}

/** Nothing for what is done for a whole site or campaign. */
const locationOf = (task: TaskFacts): string =>
  task.device === null ? '' : oneLine(task.location ?? '') || 'No location recorded';

/** What a pump goes by, and what else is known of it. */
export function pumpInWords(device: NonNullable<TaskFacts['device']>): Pick<Item, 'name' | 'detail'> {
  const assetTag = oneLine(device.assetTag ?? '');
  const serial = oneLine(device.serialNumber ?? '');
  const detail = [assetTag && serial ? `serial ${serial}` : '', oneLine(device.model ?? '')];
  return {
    name: assetTag || (serial ? `Serial ${serial}` : `Pump ${device.id}`),
    detail: detail.filter(Boolean).join(', '),
  };
}

function itemOf(first: TaskFacts, tasks: TaskFacts[], today: string, publicUrl: string): Item {
  const { device } = first;
  const whole = first.site === null ? oneLine(first.campaignTitle) : 'The site as a whole';
  return {
    ...(device === null ? { name: whole, detail: '' } : pumpInWords(device)),
    steps: tasks.map((task) => ({
      title: oneLine(task.step),
      href: `${publicUrl}/tasks/${task.id}`,
      due: dueInWords(task.dueOn, today),
      late: task.dueOn < today,
      campaign: oneLine(task.campaignTitle),
      assignee: oneLine(task.assignee),
    })),
  };
}

/** Groups sorted by their name, the members in the order they came. */
export function groupBy<T>(members: readonly T[], nameOf: (member: T) => string): Array<[string, T[]]> {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const name = nameOf(member);
    groups.set(name, [...(groups.get(name) ?? []), member]);
  }
  return [...groups].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}
