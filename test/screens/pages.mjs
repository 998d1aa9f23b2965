// What is photographed: one line a picture. `path` takes the ids of moment.mjs; `as` signs in; `act` does what opens a
// dialog; `dark` adds one in the dark scheme. A route that no line covers is named in a warning.
const press = (name) => async (page) => {
  await page.getByRole('button', { name, exact: true }).first().click();
};
const dialog = (name) => async (page) => {
  await press(name)(page);
  await page.getByRole('dialog').first().waitFor();
};
const dialogNamed = (name) => async (page) => {
  await page.getByRole('button', { name }).first().click();
  await page.getByRole('dialog').first().waitFor();
};
const menu = async (page) => {
  await page
    .getByRole('button', { name: /^Signed in as|Okafor/ })
    .locator('visible=true')
    .click();
  await page.getByRole('menu').waitFor();
};

/** One closed task that the server does not get: what is kept on the device, until it is sent. */
const closeWithoutNetwork = async (page, { pump }) => {
  await page.route('**/api/v1/tasks/*/complete', (route) => route.abort());
  await page.goto(`/work/${pump}`);
  await page.getByRole('radio').first().check({ force: true });
  for (const field of await page.locator('form').getByRole('textbox').all())
    await field.fill('Biomedical Store');
  await page.getByRole('button', { name: /^Close as/ }).click();
  await page.getByText('1 waiting').locator('visible=true').first().waitFor();
  await page.goto('/outbox');
  await page.getByText('Waiting to be sent').first().waitFor();
};

export const pages = [
  { name: 'sign-in', path: () => '/sign-in', dark: true },
  { name: 'forgotten-password', path: () => '/forgotten' },
  { name: 'welcome', path: () => '/welcome?token=used' },

  { name: 'home', path: () => '/', as: 'risk', dark: true },
  { name: 'home-technician', path: () => '/', as: 'tech' },
  { name: 'person-menu', path: () => '/', as: 'risk', act: menu },
  { name: 'campaigns', path: () => '/campaigns', as: 'risk' },
  { name: 'campaign-new', path: () => '/campaigns/new', as: 'risk' },
  { name: 'campaign-new-typed', path: () => '/campaigns/new?how=type', as: 'risk' },
  ...['notice', 'preview', 'plan', 'people', 'open'].map((step) => ({
    name: `campaign-setup-${step}`,
    path: ({ draft }) => `/campaigns/${draft}/setup?step=${step}`,
    as: 'risk',
  })),
  ...[
    'progress',
    'pumps',
    'tasks',
    'people',
    'reminders',
    'communications',
    'replies',
    'closeout',
    'audit',
  ].map((tab) => ({
    name: `campaign-${tab}`,
    path: ({ campaign }) => `/campaigns/${campaign}/${tab}`,
    as: 'risk',
    dark: tab === 'progress',
  })),
  {
    name: 'campaign-pump-explained',
    path: ({ campaign, explained }) => `/campaigns/${campaign}/pumps?pump=${explained}`,
    as: 'risk',
  },
  {
    name: 'campaign-remind',
    path: ({ campaign }) => `/campaigns/${campaign}/progress`,
    as: 'risk',
    act: dialog('Remind now'),
  },
  { name: 'campaign-difference', path: ({ campaign }) => `/campaigns/${campaign}/difference`, as: 'risk' },
  { name: 'campaign-findings', path: ({ campaign }) => `/campaigns/${campaign}/findings`, as: 'risk' },
  { name: 'reply', path: ({ reply }) => `/replies/${reply}`, as: 'risk' },
  { name: 'harms', path: () => '/harms', as: 'risk' },
  { name: 'harm', path: ({ harm }) => `/harms/${harm}`, as: 'risk' },
  { name: 'not-located', path: () => '/not-located', as: 'lead' },
  {
    name: 'not-located-found',
    path: () => '/not-located',
    as: 'tech',
    act: dialogNamed(/^Found: /),
  },
  { name: 'device-not-located', path: ({ lost }) => `/devices/${lost}`, as: 'risk' },
  { name: 'device-with-holder', path: ({ lent }) => `/devices/${lent}`, as: 'risk' },
  { name: 'waits', path: () => '/waits', as: 'lead' },
  { name: 'notices', path: () => '/notices', as: 'risk' },
  { name: 'notice', path: ({ notice }) => `/notices/${notice}`, as: 'risk' },
  { name: 'notice-later-letter', path: ({ notice }) => `/notices/${notice}/letter`, as: 'risk' },
  { name: 'devices', path: () => '/devices', as: 'risk' },
  { name: 'device', path: ({ device }) => `/devices/${device}`, as: 'risk' },
  { name: 'device-add', path: () => '/devices', as: 'admin', act: dialog('Add a pump') },
  { name: 'device-change', path: ({ device }) => `/devices/${device}`, as: 'risk', act: dialog('Change') },
  { name: 'imports', path: () => '/imports', as: 'admin' },
  { name: 'import-new', path: () => '/imports/new', as: 'admin' },
  {
    name: 'import-refused-rows',
    path: (ids) => `/imports/${ids.import}`,
    as: 'admin',
    act: press(/There is no such day/),
  },

  { name: 'work', path: () => '/work', as: 'tech', dark: true },
  { name: 'work-pump', path: ({ pump }) => `/work/${pump}`, as: 'tech', dark: true },
  { name: 'scan', path: () => '/scan', as: 'tech' },
  { name: 'scan-found', path: ({ code }) => `/scan?code=${code}`, as: 'tech' },
  { name: 'scan-unknown', path: () => '/scan?code=99887766', as: 'tech' },
  { name: 'tasks', path: () => '/tasks?status=todo', as: 'lead' },
  { name: 'task', path: ({ task }) => `/tasks/${task}`, as: 'tech' },
  { name: 'task-closed', path: ({ done }) => `/tasks/${done}`, as: 'risk' },

  { name: 'people', path: () => '/people', as: 'admin' },
  { name: 'person', path: ({ person }) => `/people/${person}`, as: 'admin' },
  { name: 'person-add', path: () => '/people', as: 'admin', act: dialog('Add a person') },
  { name: 'sites', path: () => '/sites', as: 'admin' },
  { name: 'site', path: ({ site }) => `/sites/${site}`, as: 'admin' },
  { name: 'teams', path: () => '/teams', as: 'admin' },
  { name: 'plans', path: () => '/plans', as: 'admin' },
  { name: 'plan', path: ({ plan }) => `/plans/${plan}`, as: 'admin' },
  { name: 'plan-edit', path: ({ plan }) => `/plans/${plan}/edit`, as: 'risk' },
  { name: 'plan-new', path: () => '/plans/new', as: 'risk' },
  { name: 'settings', path: () => '/settings', as: 'admin' },
  { name: 'profile', path: () => '/profile', as: 'risk' },
  { name: 'audit', path: () => '/audit', as: 'auditor' },
  { name: 'mailbox', path: () => '/mailbox', as: 'risk' },
  { name: 'mailbox-message', path: ({ message }) => `/mailbox/${message}`, as: 'risk' },
  { name: 'reminder', path: ({ reminder }) => `/reminders/${reminder}`, as: 'risk' },
  { name: 'forbidden', path: () => '/imports', as: 'tech' },
  // the last of the technician: what waits stays in the browser
  { name: 'outbox', path: () => '/outbox', as: 'tech', act: closeWithoutNetwork },
  { name: 'not-found', path: () => '/nowhere', as: 'risk' },
];
