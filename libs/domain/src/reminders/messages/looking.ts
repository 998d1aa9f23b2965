import type { SearchCircleKey } from '#contracts/searches';
import { dayInWords } from '#platform/mail';
import { daysBetween } from '../reminder-timing.js';
import type { LookedFor, LookingFacts } from './facts.js';
import { groupBy, oneLine, plural, pumpInWords, type Section } from './sections.js';

const WHERE: Record<SearchCircleKey, string> = {
  location: 'where it stood',
  site: 'on the whole site',
  'all-sites': 'at every site',
  holder: 'with whoever had it last',
};

/** The pumps that the reader looks for, in the order of a round, those that are late first. */
export function lookingView(looking: LookingFacts, today: string, publicUrl: string) {
  const section = (heading: string, late: boolean): Section[] => {
    const pumps = looking.pumps.filter(({ dueOn }) => dueOn < today === late);
    if (pumps.length === 0) return [];
    return [
      {
        heading,
        sites: groupBy(pumps, ({ site }) => oneLine(site)).map(([site, there]) => ({
          site,
          locations: groupBy(there, (pump) => oneLine(pump.location ?? '') || 'No location recorded').map(
            ([location, members]) => ({
              location,
              items: members.map((pump) => ({
                ...pumpInWords(pump.device),
                steps: [
                  {
                    title: whatToDo(pump),
                    href: linkTo(pump, publicUrl),
                    due: dueInWords(pump, today),
                    late,
                    campaign: pump.campaigns.map(oneLine).join('; '),
                    assignee: '',
                  },
                ],
              })),
            }),
          ),
        })),
      },
    ];
  };
  const more = looking.count - looking.pumps.length;
  return {
    heading: `${plural(looking.count, 'pump')} to look for`,
    said: 'Scan a pump where you find it. Say also where you looked in vain, so that the search goes on elsewhere.',
    sections: [...section('Late, and still looked for', true), ...section('To look for', false)],
    more: more > 0 ? `And ${plural(more, 'more pump')}: Not located has all of them.` : null,
    button: { href: `${publicUrl}/not-located?seeker=me`, label: 'Open Not located' },
  };
}

function whatToDo({ circle, at, holder }: LookedFor): string {
  if (circle === 'holder') return `Ask ${holder === null ? 'whoever had it last' : oneLine(holder)}`;
  if (circle === 'all-sites') return `Look at ${at.map(({ name }) => oneLine(name)).join(', ')}`;
  return `Look ${WHERE[circle]}`;
}

/** A pump of another site has no page for whoever looks for it at theirs: the list for rounds has it. */
function linkTo({ circle, device, at }: LookedFor, publicUrl: string): string {
  return circle === 'all-sites'
    ? `${publicUrl}/not-located?site=${at[0]?.id ?? ''}`
    : `${publicUrl}/devices/${device.id}`;
}

function dueInWords({ dueOn, circle, widest }: LookedFor, today: string): string {
  const late = daysBetween(dueOn, today);
  const when =
    late > 0
      ? `${plural(late, 'day')} late, was to be done by ${dayInWords(dueOn)}`
      : `until ${dayInWords(dueOn)}`;
  return widest === circle ? when : `${when}; by now it is looked for ${WHERE[widest]} too`;
}
