import { type MessageFacts, NOTHING_RAISED, type TaskFacts } from './facts.js';

export const task = (id: string, over: Partial<TaskFacts> = {}): TaskFacts => ({
  id,
  campaignId: '5',
  campaignTitle: 'Baxter Spectrum corrosion',
  recallClass: 'I',
  step: 'Inspect the rear-case pins',
  dueOn: '2020-09-10',
  site: 'Riverside',
  location: 'ICU',
  assignee: 'Tess Technician',
  device: { id: `9${id}`, assetTag: `A-${id}`, serialNumber: `20063${id}`, model: 'Spectrum IQ' },
  ...over,
});
export const facts = (over: Partial<MessageFacts> = {}): MessageFacts => ({
  kind: 'digest',
  reader: 'Tess Technician',
  today: '2020-09-03',
  publicUrl: 'https://closeout.example.org',
  campaigns: [
    {
      id: '5',
      title: 'Baxter Spectrum corrosion',
      recallClass: 'I',
      reason: 'Residue on the pins can shut the pump down without an alarm. Details follow.',
      owner: 'Rita Risk',
      open: 2,
      late: 1,
      firstDue: '2020-09-01',
      closed: 0,
    },
  ],
  tasks: [task('1', { dueOn: '2020-09-01' }), task('2')],
  standIns: [],
  onBehalfOf: null,
  raised: NOTHING_RAISED,
  request: null,
  ...over,
});
export const taskLinks = (body: string): string[] =>
  (body.match(/https:\/\/closeout\.example\.org\/tasks\/\d+/g) ?? []).toSorted();
