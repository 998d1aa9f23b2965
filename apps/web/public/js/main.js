import { get, post, Problem, whenSignedOut } from './api.js';
import { h, problemBox } from './dom.js';
import { createRouter } from './router.js';
import { signInDialog, signInForm } from './sign-in.js';
import { moment, spoken } from './words.js';
import { campaignPage } from './views/campaign.js';
import { campaignsPage } from './views/campaigns.js';
import { devicesPage } from './views/devices.js';
import { mailboxPage, messagePage } from './views/mailbox.js';
import { newCampaignPage } from './views/new-campaign.js';
import { taskPage } from './views/task.js';
import { tasksPage } from './views/tasks.js';

const header = document.getElementById('header');
const main = document.getElementById('main');
const said = document.getElementById('said');

let me = null;
/** The hospital's clock, only where it can be moved: in the sample and in tests. */
let hospitalTime = null;

const worksOnTasks = () => me.actions.includes('task.complete');
const home = () => (me.role === 'technician' ? '/tasks?assignee=me' : '/campaigns');

const router = createRouter(
  [
    ['/', (page) => page.go(home(), { replace: true })],
    ['/campaigns', campaignsPage],
    ['/campaigns/new', newCampaignPage],
    ['/campaigns/:id', campaignPage],
    ['/campaigns/:id/devices', devicesPage],
    ['/tasks', tasksPage],
    ['/tasks/:id', taskPage],
    ['/mailbox', mailboxPage],
    ['/mailbox/:id', messagePage],
  ],
  { main, me: () => me, onShown: showHeader, say },
);

function say(words) {
  said.textContent = words;
}

function showHeader() {
  const here = location.pathname + location.search;
  const entry = (href, label, within) => h('a', { href, 'aria-current': within ? 'page' : null }, label);
  const mine = here.startsWith('/tasks?assignee=me');
  header.replaceChildren(
    h('a', { class: 'brand', href: '/' }, 'Closeout'),
    h(
      'nav',
      { 'aria-label': 'Main' },
      worksOnTasks() ? entry('/tasks?assignee=me', 'My work', mine) : null,
      entry('/campaigns', 'Campaigns', location.pathname.startsWith('/campaigns')),
      entry('/mailbox', 'Mailbox', location.pathname.startsWith('/mailbox')),
    ),
    h(
      'details',
      { class: 'person' },
      h('summary', {}, me.name),
      h(
        'div',
        {},
        h('p', {}, h('strong', {}, spoken(me.role)), h('br'), me.email),
        h(
          'p',
          {},
          me.allSites ? 'All sites' : `Sites: ${me.sites.map(({ name }) => name).join(', ') || 'none'}`,
        ),
        hospitalTime === null ? null : h('p', {}, `The hospital’s clock stands at ${moment(hospitalTime)}`),
        h('button', { onclick: () => void signOut() }, 'Sign out'),
      ),
    ),
  );
}

async function signOut() {
  try {
    await post('sign-out');
    location.assign('/');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(error.detail);
  }
}

function askToSignIn() {
  document.title = 'Sign in · Closeout';
  header.replaceChildren(h('span', { class: 'brand' }, 'Closeout'));
  const form = signInForm((person) => void begin(person));
  main.replaceChildren(
    h('h1', {}, 'Sign in'),
    h('p', { class: 'quiet' }, 'Recall responses of your hospital: from the notice to the last closed task.'),
    form,
  );
  form.querySelector('input').focus();
}

async function begin(person) {
  me = person;
  // 404 where the clock is the machine's own
  hospitalTime = await get('clock').then(
    ({ now }) => now,
    () => null,
  );
  showHeader();
  await router.render();
}

/** One dialog for however many requests found the session ended. */
let dialog = null;
async function signInAgain() {
  if (me === null) return false;
  dialog ??= signInDialog(me.email).finally(() => {
    dialog = null;
  });
  const person = await dialog;
  if (person === null) return false;
  // what is on the screen belongs to whoever was signed in before
  if (person.id !== me.id) location.reload();
  me = person;
  return person.id === me.id;
}

async function start() {
  whenSignedOut(signInAgain);
  try {
    await begin(await get('me'));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) askToSignIn();
    else main.replaceChildren(h('h1', {}, 'Closeout cannot be reached'), problemBox(error));
  }
}

void start();
