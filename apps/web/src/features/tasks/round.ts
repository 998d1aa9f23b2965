import type { TaskHere } from '#web/offline';

// The order of a technician's round, over values alone.

export interface WorkItem {
  /** the pump; of a site's or a campaign's own tasks null */
  device: TaskHere['device'];
  /** what the item stands under: a pump, a site, or a campaign */
  key: string;
  /** nearest need first; never empty */
  tasks: TaskHere[];
}
export interface WorkPlace {
  /** null: no location recorded, or not a pump's */
  name: string | null;
  items: WorkItem[];
}
export interface WorkSite {
  /** null: the campaign's own tasks */
  id: string | null;
  name: string | null;
  places: WorkPlace[];
}

/** A task that waits for an earlier step, or that is closed here already, never makes its pump urgent by itself. */
const rank = ({ status, here }: TaskHere): number =>
  here === 'refused' ? 0 : here !== null ? 2 : status === 'waiting' ? 1 : 0;
const titles = new Intl.Collator('en');
const names = new Intl.Collator('en', { numeric: true });
const byNeed = (one: TaskHere, other: TaskHere): number =>
  rank(one) - rank(other) ||
  (one.dueOn < other.dueOn ? -1 : one.dueOn > other.dueOn ? 1 : 0) ||
  titles.compare(one.title, other.title);
const byName = (one: string | null, other: string | null): number => names.compare(one ?? '', other ?? '');

const keyOf = ({ device, site, campaignId }: TaskHere): string =>
  device !== null ? `device ${device.id}` : site !== null ? `site ${site.id}` : `campaign ${campaignId}`;

const nameOf = ({ device }: WorkItem): string | null => device?.assetTag ?? device?.serialNumber ?? null;

function gather<Member>(members: readonly Member[], key: (member: Member) => string): Member[][] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const group = groups.get(key(member));
    if (group === undefined) groups.set(key(member), [member]);
    else group.push(member);
  }
  return [...groups.values()];
}

/**
 * Tasks by site and location, each pump once with all its tasks of all campaigns. Whatever is needed first comes first
 * on every level; what is equally near, by name.
 */
export function groupWork(tasks: readonly TaskHere[]): WorkSite[] {
  const items = gather(tasks, keyOf).map((group): WorkItem => {
    const sorted = group.toSorted(byNeed);
    const first = sorted[0] as TaskHere;
    return { device: first.device, key: keyOf(first), tasks: sorted };
  });
  const first = (item: WorkItem): TaskHere => item.tasks[0] as TaskHere;
  const firstOf = (group: readonly WorkItem[]): TaskHere => first(group[0] as WorkItem);
  const inOrder = (group: WorkItem[]): WorkItem[] =>
    group.toSorted((a, b) => byNeed(first(a), first(b)) || byName(nameOf(a), nameOf(b)));
  const place = (item: WorkItem): string => (item.device === null ? ' ' : (item.device.location ?? ''));
  return gather(items, (item) => first(item).site?.id ?? '')
    .map(inOrder)
    .toSorted((a, b) => byNeed(firstOf(a), firstOf(b)) || byName(siteName(firstOf(a)), siteName(firstOf(b))))
    .map((atSite) => ({
      id: firstOf(atSite).site?.id ?? null,
      name: siteName(firstOf(atSite)),
      places: gather(atSite, place)
        .toSorted(
          (a, b) =>
            byNeed(firstOf(a), firstOf(b)) || byName(place(a[0] as WorkItem), place(b[0] as WorkItem)),
        )
        .map((there) => ({ name: there[0]?.device?.location ?? null, items: there })),
    }));
}

/** The first so many items of a round, in their sites and places: what is drawn before somebody scrolls. */
export function upTo(sites: readonly WorkSite[], count: number): WorkSite[] {
  let left = count;
  const cut: WorkSite[] = [];
  for (const site of sites) {
    const places: WorkPlace[] = [];
    for (const place of site.places) {
      if (left <= 0) break;
      const items = place.items.slice(0, left);
      left -= items.length;
      places.push({ ...place, items });
    }
    if (places.length > 0) cut.push({ ...site, places });
  }
  return cut;
}

const siteName = (task: TaskHere): string | null => task.site?.name ?? null;

/** Whether there is something to do about it now. */
export const isToDo = ({ status, here }: TaskHere): boolean =>
  (status === 'open' && here === null) || here === 'refused';

/** The next item of the round that has something to do: at the same place, else at the same site, else the first of all. */
export function nextItem(
  tasks: readonly TaskHere[],
  done: Pick<TaskHere, 'device' | 'site' | 'campaignId'>,
): WorkItem | null {
  const at = keyOf(done as TaskHere);
  const open = groupWork(tasks.filter(isToDo))
    .flatMap(({ places }) => places.flatMap(({ items }) => items))
    .filter(({ key }) => key !== at);
  const site = (item: WorkItem): string | null => item.tasks[0]?.site?.id ?? null;
  const sameSite = (item: WorkItem): boolean => site(item) === (done.site?.id ?? null);
  const samePlace = (item: WorkItem): boolean =>
    sameSite(item) && item.device !== null && item.device.location === (done.device?.location ?? null);
  return open.find(samePlace) ?? open.find(sameSite) ?? open[0] ?? null;
}

export interface WorkFilter {
  /** of a pump's asset tag, serial number, place; of a task's or a campaign's title */
  q?: string | undefined;
  due?: 'late' | 'week' | undefined;
  site?: string | undefined;
}

/** Keeps all tasks of an item of which one fits, so that a pump is not touched twice. `weekEnd`: the last day of "due in 7 days". */
export function filterWork(tasks: readonly TaskHere[], filter: WorkFilter, weekEnd: string): TaskHere[] {
  const words = (filter.q ?? '').trim().toLowerCase();
  const fits = (task: TaskHere): boolean => {
    if (filter.site !== undefined && task.site?.id !== filter.site) return false;
    if (filter.due === 'late' && !task.late) return false;
    if (filter.due === 'week' && task.dueOn > weekEnd) return false;
    if (words === '') return true;
    const { device } = task;
    const texts = [device?.assetTag, device?.serialNumber, device?.location, task.title, task.campaignTitle];
    return texts.some((text) => text?.toLowerCase().includes(words));
  };
  const kept = new Set(tasks.filter(fits).map(keyOf));
  return tasks.filter((task) => kept.has(keyOf(task)));
}
