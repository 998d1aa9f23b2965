import fc from 'fast-check';
import { composeMessage } from './compose.js';
import type { MessageFacts } from './facts.js';
import { facts, task, taskLinks } from './sample-facts.fixture.js';
import { sectionsOf } from './sections.js';

describe('a message', () => {
  it('says once why there is a campaign, in one sentence of its notice, and who answers for it', () => {
    const { text, html } = composeMessage(facts());
    for (const body of [text, html]) {
      expect(body.match(/Residue on the pins can shut the pump down without an alarm\./g)).toHaveLength(1);
      expect(body).not.toContain('Details follow');
      expect(body.match(/Rita Risk answers for this campaign\./g)).toHaveLength(1);
    }
  });

  it('tells the work of somebody on leave apart from the own, in the subject and below a heading of its own', () => {
    const { campaigns } = facts();
    const standIns = [{ name: 'Anna Away', until: '2020-09-10', campaigns, tasks: [task('7'), task('8')] }];
    const both = composeMessage(facts({ standIns }));
    expect(both.subject).toMatch(/^1 late of 2 open, 2 open for Anna Away: /);
    expect(both.text.indexOf('FOR ANNA AWAY, ON LEAVE UNTIL THU 10 SEP 2020')).toBeGreaterThan(
      both.text.indexOf('A-2'),
    );
    expect(taskLinks(both.text)).toEqual(taskLinks(both.html));
    expect(taskLinks(both.text)).toHaveLength(4);
    const others = composeMessage(facts({ campaigns: [], tasks: [], standIns }));
    expect(others.subject).toMatch(/^2 open for Anna Away: /);
    expect(others.text).toContain('You get this because you stand in for Anna Away.');
    const behalf = { name: 'Anna Away', until: '2020-09-10' };
    const assigned = composeMessage(facts({ kind: 'assignment', onBehalfOf: behalf }));
    expect(assigned.subject).toMatch(/^2 new tasks for Anna Away, first due /);
    expect(assigned.text).toContain('Anna Away is on leave until Thu 10 Sep 2020, and you stand in.');
  });

  it('names a site as a whole once, with everything to do for it', () => {
    const tasks = [
      task('1', { device: null, location: null, step: 'Reply to the firm' }),
      task('2', { device: null, location: null, step: 'Brief the staff' }),
      task('3', { device: null, location: null, site: 'Zeta', step: 'Brief the staff' }),
    ];
    const { text, html } = composeMessage(facts({ tasks }));
    expect(text.match(/The site as a whole/g)).toHaveLength(2);
    expect(html.match(/<strong>The site as a whole/g)).toHaveLength(2);
    expect(taskLinks(text)).toHaveLength(3);
  });

  it('lists what is late first, then by site and location', () => {
    const { text } = composeMessage(
      facts({
        tasks: [
          task('1', { dueOn: '2020-09-01', site: 'Zeta', location: 'OR 2' }),
          task('2', { dueOn: '2020-09-20', site: 'Alpha', location: 'ICU' }),
          task('3', { dueOn: '2020-08-01', site: 'Zeta', location: 'OR 10' }),
        ],
      }),
    );
    const places = ['LATE', 'Zeta', 'OR 2', 'A-1', 'OR 10', 'A-3', 'STILL IN TIME', 'Alpha', 'ICU', 'A-2'];
    const found = places.map((place) => text.indexOf(place));
    expect(found.every((at) => at > 0)).toBe(true);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(text).toContain('2 days late, was due Tue 1 Sep 2020');
    expect(text).toContain('due Sun 20 Sep 2020');
  });

  it('shows a pump of two campaigns once, with both steps', () => {
    const device = task('1').device;
    const tasks = [
      task('1', { device, dueOn: '2020-09-01' }),
      task('2', {
        device,
        campaignId: '6',
        campaignTitle: 'Mismatched software',
        step: 'Verify the software version',
      }),
    ];
    const [late, ...others] = sectionsOf(tasks, {
      today: '2020-09-03',
      publicUrl: '',
      lateHeading: 'Late',
      openHeading: 'To do',
    });
    expect(others).toEqual([]);
    expect(late?.sites[0]?.locations[0]?.items).toHaveLength(1);
    const { text, html } = composeMessage(facts({ tasks }));
    expect(text.match(/\* A-1 /g)).toHaveLength(1);
    expect(html.match(/<strong>A-1<\/strong>/g)).toHaveLength(1);
    for (const body of [text, html]) {
      expect(body).toContain('Inspect the rear-case pins');
      expect(body).toContain('Verify the software version');
      expect(body).toContain('Mismatched software');
    }
  });

  it('counts what it does not write out, and links to all of it', () => {
    const campaigns = [{ ...facts().campaigns[0], open: 232, late: 1 }] as MessageFacts['campaigns'];
    const { text, html } = composeMessage(facts({ campaigns }));
    for (const body of [text, html]) {
      expect(body).toContain('And 230 more tasks');
      expect(body).toContain('https://closeout.example.org/tasks?assignee');
    }
  });

  it('shows a lead what is late in their area, with whom, and why somebody gets no mail', () => {
    const raised = {
      count: 4,
      late: 3,
      morePeople: 7,
      people: [
        { name: 'Tess Technician', count: 3, late: 3, unreachable: null },
        { name: 'Ned Nomail', count: 1, late: 0, unreachable: 'mail-refused' as const },
      ],
      tasks: [task('7', { dueOn: '2020-08-30' }), task('8', { assignee: 'Ned Nomail' })],
    };
    const message = composeMessage(facts({ campaigns: [], tasks: [], raised }));
    expect(message.subject).toBe('3 late in your area: Baxter Spectrum corrosion');
    for (const body of [message.text, message.html]) {
      expect(body).toMatch(/Late in your area/i);
      expect(body).toContain('Tess Technician: 3 late');
      expect(body).toContain('Ned Nomail: 0 late of 1 open. E-mail to this person is refused');
      expect(body).toContain('And 2 more tasks of others.');
      expect(body).toContain('and 7 more people');
      expect(body).toContain('with Ned Nomail');
    }
  });

  it('writes out first what a letter made or changed, and what was there before below it', () => {
    const campaigns = [{ ...facts().campaigns[0], open: 232, late: 1 }] as MessageFacts['campaigns'];
    const changed = {
      campaignId: '5',
      title: 'Baxter Spectrum corrosion',
      heading: 'A letter changed the recall',
      lines: ['1 new task. The letter of Fri 28 Aug 2020 asks for this.'],
      tasks: [task('9', { dueOn: '2020-12-01' })],
    };
    const { text, html } = composeMessage(facts({ kind: 'scope-changed', campaigns, changed }));
    for (const [body, order] of [
      [text, ['1 new task', 'NEW OR CHANGED', 'A-9', 'LATE, AS BEFORE', 'A-1', 'TO DO, AS BEFORE', 'A-2']],
      [html, ['1 new task', 'New or changed', 'A-9', 'Late, as before', 'A-1', 'To do, as before', 'A-2']],
    ] as const) {
      const found = order.map((one) => body.indexOf(one));
      expect(found.every((at) => at > 0)).toBe(true);
      expect(found).toEqual(found.toSorted((a, b) => a - b));
      expect(body).toContain('And 229 more tasks');
    }
  });

  it('tells the owner when everything is closed', () => {
    const campaigns = [
      { ...facts().campaigns[0], open: 0, late: 0, firstDue: null, closed: 137 },
    ] as MessageFacts['campaigns'];
    const message = composeMessage(facts({ kind: 'all-tasks-closed', campaigns, tasks: [] }));
    expect(message.subject).toBe('All tasks closed: Baxter Spectrum corrosion');
    expect(message.text).toContain('137 tasks in all');
    expect(message.html).toContain('https://closeout.example.org/campaigns/5');
  });

  it('carries the words of whoever asked for it', () => {
    const { text, html } = composeMessage(
      facts({ kind: 'manual', request: { by: 'Rita Risk', note: 'Please\nbefore <Friday>' } }),
    );
    expect(text).toContain('Rita Risk writes:\n> Please\n> before <Friday>');
    expect(html).toContain('Please\nbefore &lt;Friday&gt;');
  });

  it('is readable without styles, pictures and tables, and names its language', () => {
    const { html } = composeMessage(facts());
    expect(html).toMatch(/<html lang="en"/);
    expect(html).not.toMatch(/<(table|img|script|style|link|form)\b/);
    expect(html.match(/<h1/g)).toHaveLength(1);
    const levels = [...html.matchAll(/<h(\d)/g)].map((match) => Number(match[1]));
    levels.reduce((before, level) => {
      expect(level - before).toBeLessThanOrEqual(1);
      return level;
    });
    expect(html).not.toMatch(/>\s*(here|click here|link)\s*</i);
  });
});

describe('whatever the records hold', () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='x",
      '{{constructor}}',
      'a\r\nBcc: x@example.org',
      '&amp;',
      '\u0000\u2028',
    ),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
  );
  const tasks = fc.array(
    fc.record({
      step: nasty,
      site: fc.option(nasty),
      location: fc.option(nasty),
      assetTag: fc.option(nasty),
      serial: fc.option(nasty),
      title: nasty,
      who: nasty,
      due: fc.integer({ min: 1, max: 9 }),
      device: fc.option(fc.integer({ min: 1, max: 4 })),
    }),
    { maxLength: 12 },
  );

  it('no text of theirs becomes markup, a header line or another line, and both bodies carry the same tasks', () => {
    fc.assert(
      fc.property(tasks, nasty, nasty, (rows, title, note) => {
        const listed = rows.map((row, n) =>
          task(String(n + 1), {
            step: row.step,
            site: row.site,
            location: row.location,
            campaignTitle: row.title,
            assignee: row.who,
            dueOn: `2020-09-0${row.due}`,
            device:
              row.device === null
                ? null
                : { id: String(row.device), assetTag: row.assetTag, serialNumber: row.serial, model: title },
          }),
        );
        const own = listed.filter((_, n) => n % 2 === 0);
        const others = listed.filter((_, n) => n % 2 === 1);
        const raised = {
          count: others.length,
          late: 0,
          morePeople: 0,
          people: others.map(({ assignee }) => ({ name: assignee, count: 1, late: 0, unreachable: null })),
          tasks: others,
        };
        const campaigns = [
          {
            id: '5',
            title,
            recallClass: null,
            reason: note,
            owner: title,
            open: own.length,
            late: 0,
            firstDue: null,
            closed: 0,
          },
        ];
        const message = composeMessage(
          facts({ kind: 'manual', campaigns, tasks: own, raised, request: { by: title, note } }),
        );
        // Tags and attributes are ours alone: with every attribute value and known tag taken out, no bracket is left.
        const bare = message.html
          .replace('<!doctype html>', '')
          .replaceAll(
            /<\/?(html|head|meta|title|body|div|h[1-4]|p|ul|li|a|strong|span|br)((\s[a-z-]+="[^"<>]*")*)>/g,
            '',
          );
        expect(bare).not.toMatch(/[<>]/);
        expect(message.html).not.toMatch(/\son[a-z]+=/i);
        expect(message.subject).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(message.subject).not.toContain('\u0000');
        // a step, a name or a note can't begin a line of its own
        expect(message.text).not.toMatch(/^Bcc:/m);
        expect(taskLinks(message.text)).toEqual(taskLinks(message.html));
        // the button leads once more to the only one
        expect([...new Set(taskLinks(message.text))]).toEqual(
          listed.map(({ id }) => `https://closeout.example.org/tasks/${id}`).toSorted(),
        );
      }),
    );
  });
});
