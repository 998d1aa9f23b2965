import { composeMessage } from './compose.js';
import { type MessageFacts, NOTHING_RAISED } from './facts.js';
import { facts, task } from './sample-facts.fixture.js';

describe('the subject of a message', () => {
  it('says in its subject how much is late, how much is open and of what', () => {
    expect(composeMessage(facts()).subject).toBe('1 late of 2 open: Baxter Spectrum corrosion');
    const second = {
      id: '6',
      title: 'Upstream occlusion',
      recallClass: null,
      reason: '',
      owner: 'Omar Owner',
      open: 4,
      late: 0,
      firstDue: '2020-09-09',
      closed: 0,
    };
    expect(composeMessage(facts({ campaigns: [...facts().campaigns, second] })).subject).toBe(
      '1 late of 6 open: Baxter Spectrum corrosion and 1 more campaign',
    );
    expect(composeMessage(facts({ kind: 'assignment' })).subject).toBe(
      '2 new tasks, first due Tue 1 Sep 2020: Baxter Spectrum corrosion',
    );
    expect(composeMessage(facts({ kind: 'manual', request: { by: 'Rita Risk', note: null } })).subject).toBe(
      'Rita Risk reminds you: 1 late of 2 open: Baxter Spectrum corrosion',
    );
  });

  it('counts a late task once, and leads to it when it is the only one', () => {
    const campaigns = [{ ...facts().campaigns[0], open: 1, late: 1 }] as MessageFacts['campaigns'];
    const one = composeMessage(facts({ campaigns, tasks: [task('1', { dueOn: '2020-09-01' })] }));
    expect(one.subject).toBe('1 late: Baxter Spectrum corrosion');
    expect(one.text).toMatch(/^1 late task\n/);
    expect(one.text).toContain('Open my task: https://closeout.example.org/tasks/1\n');
    expect(composeMessage(facts()).text).toContain(
      'Open all my 2 tasks: https://closeout.example.org/tasks?assignee=me\n',
    );
  });

  it('names a campaign of Class I first in its subject, however little of it is late', () => {
    const [first] = facts().campaigns as [MessageFacts['campaigns'][number]];
    const other = {
      ...first,
      id: '6',
      title: 'Upstream occlusion',
      recallClass: 'II' as const,
      open: 9,
      late: 9,
    };
    expect(composeMessage(facts({ campaigns: [other, first] })).subject).toBe(
      '10 late of 11 open: Baxter Spectrum corrosion and 1 more campaign',
    );
    const tasks = [
      task('7', { campaignId: '6', campaignTitle: 'Upstream occlusion', recallClass: 'II' }),
      task('8'),
    ];
    const raised = { ...NOTHING_RAISED, count: 2, late: 2, tasks };
    expect(composeMessage(facts({ campaigns: [], tasks: [], raised })).subject).toBe(
      '2 late in your area: Baxter Spectrum corrosion and 1 more campaign',
    );
  });

  it.each([
    [
      'SIGMA Spectrum (V6, V8) and Spectrum IQ pumps can shut down without an alarm on battery power',
      'SIGMA Spectrum (V6, V8) and Spectrum IQ pumps can shut down without an alarm on battery power',
    ],
    [`${'pumps '.repeat(13)}stop without a warning`, `${'pumps '.repeat(13)}stop…`],
    ['x'.repeat(120), `${'x'.repeat(95)}…`],
    ['Pumps can shut down without an alarm', 'Pumps can shut down without an alarm'],
  ])('cuts a title only at the end of a word that does not lead on: %s', (title, shown) => {
    const campaigns = [{ ...facts().campaigns[0], title }] as MessageFacts['campaigns'];
    expect(composeMessage(facts({ campaigns })).subject).toBe(`1 late of 2 open: ${shown}`);
  });
});
