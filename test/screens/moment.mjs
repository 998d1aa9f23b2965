// The moment that the screenshots show: the sample hospital two weeks into its recalls: most is done, some is late,
// one campaign is drafted, a technician away, an import with refused rows. Everything over HTTP, as the people themselves.
import { built } from '../support/hospital.mjs';

const DAYS = 15;
const REFUSED = `asset_tag,product_code,udi_di,serial_number,manufactured_on,site,location,status
LF-90001,35700BAX2,00085412498683,7300001,2021-03-01,Larkfield General Hospital,ICU 2 West,in-service
LF-90002,35700BAX2,00085412498684,7300002,2021-03-02,Larkfield General Hospital,ICU 2 West,in-service
LF-90003,35700BAX2,,7300003,31.02.2021,Larkfield General Hospital,ICU 2 West,in-service
LF-90004,35700BAX2,,7300004,2021-03-04,Larkfeld General,ICU 2 West,in-service
`;

/** Pumps that turn up in the middle of the campaign. */
const ARRIVED = `asset_tag,product_code,serial_number,manufactured_on,site,location,status
LF-91001,35700BAX2,7400001,2018-03-01,Larkfield General Hospital,ICU 2 West,in-service
LF-91002,35700BAX2,7400002,2018-03-02,Larkfield General Hospital,Pediatrics 5,in-service
`;

/** Plays until the moment; gives the ids that addresses need. */
export async function playUntilMoment(hospital, manager, campaigns) {
  const { Days, Visitor, until } = await built('apps/launcher/src/demo/hospital.js');
  const { Worker } = await built('apps/launcher/src/demo/staff.js');
  const days = new Days(manager);
  await days.mailIsOut();
  const people = await manager.all('users?limit=500');
  const away = people.find(({ role, email }) => role === 'technician' && email !== 'tech@example.org');
  const staff = await Promise.all(
    people
      .filter(({ role }) => role !== 'auditor')
      .map(async (person) => {
        const visitor = await Visitor.signIn(hospital.baseUrl, person.email);
        return new Worker(person, visitor, person === away ? DAYS + 1 : 0);
      }),
  );
  const first = await days.now();
  for (let day = 1; day <= DAYS; day += 1) {
    const moment = new Date(
      Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate() + day, 16, 30),
    );
    await days.moveTo(moment);
    if (![0, 6].includes(moment.getUTCDay())) for (const worker of staff) await worker.work(day);
  }
  await days.mailIsOut();

  const [corrosion] = campaigns;
  const draft = await draftOver(manager);
  const admin = await Visitor.signIn(hospital.baseUrl, 'admin@example.org');
  const imported = await importFleet(admin, until, REFUSED, 'fleet-december.csv', '?dryRun=true');
  await attempt('pumps that turn up', () => importFleet(admin, until, ARRIVED, 'arrivals.csv'));
  const tech = await Visitor.signIn(hospital.baseUrl, 'tech@example.org');
  const one = async (visitor, path) => (await visitor.get(path)).items[0];
  await attempt('a later letter', () => laterLetter(manager, corrosion));
  const now = await days.now();
  await attempt('a harm', () => harmReported(tech, now));
  const lost = await attempt('a pump that nobody finds', () => nobodyFinds(tech, now));
  const lent = await attempt('a pump that is lent', () => lend(tech));
  await attempt('a wait', () => waitForParts(tech, now));
  await days.mailIsOut();
  const mine = await one(tech, 'tasks?assignee=me&status=open&limit=1');
  const done = await one(manager, `tasks?campaign=${corrosion.id}&status=closed&limit=1`);
  const found = await one(manager, `campaigns/${corrosion.id}/devices?limit=1`);
  return {
    campaign: corrosion.id,
    draft: draft.id,
    notice: corrosion.noticeId,
    device: done.device.id,
    explained: found.id,
    import: imported,
    task: mine.id,
    done: done.id,
    pump: mine.device.id,
    code: mine.device.serialNumber,
    person: away.id,
    site: (await one(manager, 'sites?limit=1')).id,
    reply: (await one(manager, `replies?campaign=${corrosion.id}&limit=1`))?.id,
    harm: (await one(manager, 'harms?limit=1'))?.id,
    plan: (await one(manager, 'plans?limit=1')).id,
    lost,
    lent,
    message: (await one(manager, 'mailbox?limit=1')).id,
    reminder: (await one(manager, 'reminders?state=sent&limit=1')).id,
  };
}

/** What does not succeed costs its own pictures, not all of them. */
async function attempt(what, deed) {
  try {
    return await deed();
  } catch (error) {
    console.error(`${what}: ${error.message}`);
    return undefined;
  }
}

/** A notice with a code of the fleet and a misprinted one, and a campaign over it that is not open yet. */
async function draftOver(manager) {
  const notice = await manager.post('notices', {
    title: 'Spectrum battery door: cracks let fluid in',
    firm: 'Example Devices',
    class: 'II',
    action: 'correction',
    initiatedOn: '2026-03-02',
    recallNumbers: ['Z-1234-2026'],
    reason: 'Cracks in the battery door can let fluid reach the contacts.',
    communications: [
      {
        date: '2026-03-02',
        kind: 'Urgent Device Correction',
        summary: 'Inspect the battery door and replace it.',
      },
    ],
    affectedProducts: [
      {
        name: 'Spectrum IQ',
        productCodes: ['357009', '35700BAX2'],
        udiDis: [],
        manufactured: { from: '2018-01-01', to: '2021-12-31' },
      },
    ],
    replyRoute: { kind: 'email', address: 'recalls@example.org' },
  });
  return manager.post('campaigns', { noticeId: notice.id, planKey: 'corrosion' });
}

async function importFleet(admin, until, csv, name, query = '') {
  const body = new FormData();
  body.set('file', new Blob([csv], { type: 'text/csv' }), name);
  const answer = await fetch(`${admin.baseUrl}/api/v1/devices/import${query}`, {
    method: 'POST',
    headers: { cookie: admin.cookie },
    body,
  });
  if (!answer.ok) throw new Error(`The import answers ${answer.status}: ${await answer.text()}`);
  const { importId } = await answer.json();
  await until('the import', async () =>
    (await admin.get(`imports/${importId}`)).status === 'running' ? undefined : true,
  );
  return importId;
}

/** A second letter that takes older pumps in; entered, and not applied yet. */
const laterLetter = (manager, { noticeId }) =>
  manager.post(`notices/${noticeId}/communications`, {
    date: '2020-11-02',
    kind: 'Urgent Device Correction',
    summary: 'Pumps of an earlier make are concerned too.',
    scopeChange: 'add',
    affectedProducts: [{ name: 'Spectrum IQ', productCodes: ['3570009'], udiDis: [] }],
  });

/** A pump that cannot go on before the firm has sent a part. */
async function waitForParts(tech, now) {
  const { items } = await tech.get('tasks?assignee=me&status=open&limit=50');
  const task = items.find(({ stepKey }) => stepKey === 'contact-firm') ?? items.at(-1);
  await tech.post(`tasks/${task.id}/wait`, {
    version: task.version,
    for: 'parts',
    promisedOn: new Date(now.getTime() + 5 * 86_400_000).toISOString().slice(0, 10),
    note: 'New battery contacts, service request SR-20417.',
  });
}

/** A technician closes a task and says that a patient could have been harmed. */
async function harmReported(tech, now) {
  const { items } = await tech.get('tasks?assignee=me&status=open&limit=50');
  const task = items.find(({ stepKey }) => stepKey === 'inspect-contacts');
  await tech.post(`tasks/${task.id}/complete`, {
    version: task.version,
    outcome: 'clean',
    harm: {
      awareAt: new Date(now.getTime() - 3_600_000).toISOString(),
      what: 'The infusion stopped without an alarm; the nurse noticed it after ten minutes.',
    },
  });
}

/** Two pumps that a technician could not locate; the answer is one of them. */
async function nobodyFinds(tech, now) {
  const { items } = await tech.get('tasks?assignee=me&status=open&limit=50');
  const tasks = items.filter(({ stepKey }) => stepKey === 'inspect-contacts').slice(1, 3);
  for (const { id, version } of tasks)
    await tech.post(`tasks/${id}/complete`, {
      version,
      outcome: 'cannot-locate',
      searched: [{ place: 'Equipment room and both hallways', at: now.toISOString() }],
    });
  return tasks[0].device.id;
}

/** A pump that a hospice has. */
async function lend(tech) {
  const { items } = await tech.get('tasks?assignee=me&status=open&limit=50');
  const task = items.filter(({ stepKey }) => stepKey === 'inspect-contacts').at(-1);
  const { version } = await tech.get(`devices/${task.device.id}`);
  await tech.post(`devices/${task.device.id}/holder`, {
    version,
    status: 'loaned',
    organisation: 'Hill Hospice',
    name: 'Nurse on duty',
    email: 'pumps@hospice.example.org',
  });
  return task.device.id;
}
