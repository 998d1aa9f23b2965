/** What lies behind an hour's round: tasks by site and location, each pump (or site) once with all of its tasks. Pure. */

const NO_LOCATION = 'No location recorded';

const byDue = (a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0);
/** A task that waits for an earlier step never makes its pump urgent by itself. */
const byNeed = (a, b) => Number(a.status === 'waiting') - Number(b.status === 'waiting') || byDue(a, b);
const nameOrder = (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true });

/**
 * @returns {Array<{ name: string, locations: Array<{ name: string, items: Array<{ device: object | null, tasks: object[] }> }> }>}
 *   whatever has the earliest due day comes first, on every level
 */
export function groupTasks(tasks) {
  const items = [...gather(tasks, subjectKey)].map(([, group]) => {
    const sorted = group.toSorted(byNeed);
    return { device: sorted[0].device, first: sorted[0], tasks: sorted };
  });
  const level = (members, nameOf, make) =>
    [...gather(members, nameOf)]
      .map(([name, group]) => {
        const sorted = group.toSorted((a, b) => byNeed(a.first, b.first));
        return { name, first: sorted[0].first, members: sorted };
      })
      .toSorted((a, b) => byNeed(a.first, b.first) || nameOrder(a, b))
      .map(({ name, members: sorted }) => make(name, sorted));
  return level(
    items,
    ({ first }) => first.site?.name ?? 'The whole campaign',
    (name, atSite) => ({
      name,
      locations: level(
        atSite,
        ({ first, device }) => (device === null ? '' : (first.device.location ?? NO_LOCATION)),
        (location, there) => ({ name: location, items: there }),
      ),
    }),
  );
}

const subjectKey = ({ device, site, campaignId }) =>
  device !== null ? `device ${device.id}` : site !== null ? `site ${site.id}` : `campaign ${campaignId}`;

function gather(members, keyOf) {
  const groups = new Map();
  for (const member of members) {
    const key = keyOf(member);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [member]);
    else group.push(member);
  }
  return groups;
}

/** The next open task after this one: the same pump, else the same place, else the first of the round. */
export function nextTask(tasks, done) {
  const open = groupTasks(tasks)
    .flatMap(({ locations }) => locations.flatMap(({ items }) => items.flatMap((item) => item.tasks)))
    .filter((task) => task.status === 'open' && task.id !== done.id);
  const samePump = (task) => done.device !== null && task.device?.id === done.device.id;
  const samePlace = (task) =>
    task.site?.id === done.site?.id && task.device?.location === done.device?.location;
  return open.find(samePump) ?? open.find(samePlace) ?? open[0] ?? null;
}
