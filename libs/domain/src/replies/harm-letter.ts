import type { Sql } from '#platform/database';
import { dayInWords } from '#platform/mail';
import { renderLetter } from './letter-page.js';
import { localDay } from './local-day.js';
import { workDaysLeft } from './work-days.js';

interface Facts {
  title: string;
  state: string;
  due_on: string;
  site: string | null;
  time_zone: string;
  pump: string | null;
  reporter: string;
}

/**
 * The word to the risk manager that a patient was or could have been harmed, and that time runs. What happened is not in
 * it: that is read in Closeout, by those who may. Null: it is decided, and whatever had to be reported is.
 */
export async function composeHarmAlert(
  sql: Sql,
  about: { subjectId: string; occasion: string; now: Date; reader: string },
  publicUrl: string,
): Promise<ReturnType<typeof renderLetter> | null> {
  const [facts] = await sql<Facts>(
    `SELECT c.title, h.state, h.due_on, s.name AS site, coalesce(s.time_zone, 'UTC') AS time_zone,
            coalesce(d.asset_tag, d.serial_number) AS pump, u.name AS reporter
       FROM harm_record h JOIN campaign c ON c.id = h.campaign_id JOIN app_user u ON u.id = h.reported_by
       LEFT JOIN site s ON s.id = h.site_id LEFT JOIN device d ON d.id = h.device_id WHERE h.id = $1`,
    [about.subjectId],
  );
  if (facts === undefined || facts.state === 'reported' || facts.state === 'not-reportable') return null;
  const left = workDaysLeft(localDay(about.now, facts.time_zone), facts.due_on);
  const dueOn = dayInWords(facts.due_on);
  const time =
    left < 0
      ? `The ten work days are over: a report was due on ${dueOn}.`
      : left === 0
        ? 'The ten work days end today.'
        : `The ten work days of 21 CFR 803.30 end on ${dueOn}: ${left} ${left === 1 ? 'work day is' : 'work days are'} left.`;
  const at = [facts.pump === null ? null : `pump ${facts.pump}`, facts.site]
    .filter((part) => part !== null)
    .join(', ');
  const first = about.occasion === 'at-once';
  return renderLetter({
    subject: first
      ? `Possible harm to a patient reported: ${facts.title}`
      : `${left < 0 ? 'Overdue' : `Due ${dueOn}`}: possible harm to a patient, ${facts.state === 'undecided' ? 'not decided' : 'not reported'}: ${facts.title}`,
    title: 'A patient was or could have been harmed',
    paragraphs: [
      `${facts.reporter} reported it while working on ${facts.title}${at === '' ? '' : ` (${at})`}.`,
      time,
      facts.state === 'undecided'
        ? 'Decide whether it has to be reported, and say why, also if it has not.'
        : 'It was decided that it has to be reported. Enter when that was done, and to whom.',
    ],
    button: { href: `${publicUrl}/harms/${about.subjectId}`, label: 'Open the report of harm' },
    footer: `${about.reader}, you get this because you answer for this campaign. Sent by Closeout, ${publicUrl}.`,
  });
}
