import { ACK_LINK_DAYS } from '#contracts/forwardings';
import type { Sql } from '#platform/database';
import { dayInWords } from '#platform/mail';
import { issueAckToken } from './ack-links.js';
import { renderLetter } from './letter-page.js';

interface Facts {
  organisation: string;
  name: string;
  site: string;
  title: string;
  firm: string;
  reason: string;
  letter_date: string | null;
  recall_numbers: string[];
  /** to a holder of pumps of ours: these */
  pumps: string[];
}

/** A holder has pumps of ours; any other receiver may have. */
const have = ({ pumps, site }: Facts): string =>
  pumps.length === 0
    ? `you may have infusion pumps from ${site}`
    : `by our records you have ${pumps.length === 1 ? 'an infusion pump' : `${pumps.length} infusion pumps`} of ${site}`;

/** What stands in the place of the token wherever the message is kept. */
const HIDDEN = '…';

/**
 * The notice as it is passed on, with a link by which the reader acknowledges it. Null: it was acknowledged or ended.
 */
export async function composeForward(
  sql: Sql,
  about: { subjectId: string; occasion: string },
  publicUrl: string,
): Promise<(ReturnType<typeof renderLetter> & { kept: { text: string; html: string } }) | null> {
  const [facts] = await sql<Facts>(
    `SELECT f.organisation, f.name, ARRAY(
              SELECT concat_ws(', ', d.model, 'serial number ' || d.serial_number, 'asset tag ' || d.asset_tag) FROM forwarding_device x
                JOIN device d ON d.id = x.device_id WHERE x.forwarding_id = f.id ORDER BY d.id) AS pumps, s.name AS site, n.title, n.firm, n.reason, n.recall_numbers,
            coalesce((SELECT dated_on FROM communication WHERE notice_id = n.id ORDER BY dated_on DESC, id DESC LIMIT 1), n.initiated_on::text) AS letter_date
       FROM forwarding f JOIN site s ON s.id = f.site_id JOIN campaign c ON c.id = f.campaign_id JOIN notice n ON n.id = c.notice_id
      WHERE f.id = $1 AND f.state = 'waiting'`,
    [about.subjectId],
  );
  if (facts === undefined) return null;
  const token = await issueAckToken(sql, 'forwarding', about.subjectId);
  const reminder = about.occasion !== 'first';
  const page = (shown: string) =>
    renderLetter({
      subject: `${reminder ? 'Reminder: ' : ''}Notice about devices that you ${facts.pumps.length === 0 ? 'may ' : ''}have from ${facts.site}: ${facts.title}`,
      title: facts.title,
      paragraphs: [
        `${facts.name}, ${facts.organisation}: ${have(facts)} that this notice of ${facts.firm} is about${facts.letter_date === null ? '' : ` (letter of ${dayInWords(facts.letter_date)})`}.`,
        ...(facts.pumps.length === 0 ? [] : [`The pumps: ${facts.pumps.join('; ')}.`]),
        ...(facts.reason === '' ? [] : [facts.reason]),
        ...(facts.recall_numbers.length === 0 ? [] : [`Recall numbers: ${facts.recall_numbers.join(', ')}.`]),
        'Pass it on to everybody who uses such a pump with you, and confirm that you have read it.' +
          (reminder ? ' We have no answer from you yet.' : ''),
        `The link is for you alone, needs no account, and is good for ${ACK_LINK_DAYS} days.`,
      ],
      button: { href: `${publicUrl}/ack/${shown}`, label: 'Confirm that you have read it' },
      footer: `Sent for ${facts.site} by Closeout, because it has your address as one who ${facts.pumps.length === 0 ? 'may have' : 'has'} its pumps. You are reminded until you confirm.`,
    });
  const { text, html } = page(HIDDEN);
  return { ...page(token), kept: { text, html } };
}
