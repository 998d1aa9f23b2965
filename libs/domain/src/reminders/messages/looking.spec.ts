import { composeMessage } from './compose.js';
import type { LookedFor, LookingFacts } from './facts.js';
import { facts } from './sample-facts.fixture.js';

const pump = (id: string, over: Partial<LookedFor> = {}): LookedFor => ({
  device: { id, assetTag: `L-${id}`, serialNumber: null, model: 'Spectrum IQ' },
  site: 'Riverside',
  location: 'ICU',
  circle: 'site',
  widest: 'site',
  dueOn: '2020-09-10',
  at: [{ id: '3', name: 'Riverside' }],
  holder: null,
  campaigns: ['Upstream occlusion', 'Baxter Spectrum corrosion'],
  ...over,
});
const looking = (pumps: LookedFor[], over: Partial<LookingFacts> = {}): LookingFacts => ({
  count: pumps.length,
  campaigns: [
    { title: 'Upstream occlusion', recallClass: 'II' },
    { title: 'Baxter Spectrum corrosion', recallClass: 'I' },
  ],
  pumps,
  ...over,
});
const alone = { kind: 'looking-for' as const, campaigns: [], tasks: [] };

describe('what somebody looks for', () => {
  it('leads to each pump and to the list for rounds, with days in words', () => {
    const message = composeMessage(facts({ ...alone, looking: looking([pump('7')]) }));
    expect(message.subject).toBe('1 pump to look for: Baxter Spectrum corrosion and 1 more campaign');
    for (const body of [message.text, message.html]) {
      expect(body).toContain('https://closeout.example.org/devices/7');
      expect(body).toMatch(/https:\/\/closeout\.example\.org\/not-located\?seeker(=|&#x3D;)me/);
      expect(body).toContain('until Thu 10 Sep 2020');
      expect(body).toContain('Upstream occlusion; Baxter Spectrum corrosion');
      expect(body).not.toContain('campaigns/');
      expect(body).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    }
  });

  it('says since when a circle is late and which one is current, and what is late first', () => {
    const { text } = composeMessage(
      facts({
        ...alone,
        looking: looking([
          pump('7'),
          pump('8', { dueOn: '2020-09-01', widest: 'all-sites' }),
          pump('9', { circle: 'all-sites', widest: 'all-sites', at: [{ id: '4', name: 'Lakeside' }] }),
        ]),
      }),
    );
    expect(text).toContain(
      'Look on the whole site: 2 days late, was to be done by Tue 1 Sep 2020; by now it is looked for at every site too',
    );
    expect(text.indexOf('L-8')).toBeLessThan(text.indexOf('L-7'));
    // a pump of another site has no page for whoever looks for it at theirs
    expect(text).toContain('Look at Lakeside: until Thu 10 Sep 2020');
    expect(text).toContain('https://closeout.example.org/not-located?site=4\n');
  });
});
