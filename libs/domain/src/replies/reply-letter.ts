import type { ReplyFigures, SendReply } from '#contracts/replies';
import { renderLetter } from './letter-page.js';
import type { ReplyRecord } from './replies.queries.js';

const accountOf = (row: ReplyRecord): string =>
  row.account_number === null ? '' : `, account ${row.account_number}`;

/** A final reply after another final one takes its place. */
const kindOf = (row: ReplyRecord, interim: boolean): string =>
  interim ? 'Interim reply' : row.last_figures !== null ? 'Corrected reply' : 'Reply';

/** The subject under which the reply goes out, or would now. */
export const replySubject = (row: ReplyRecord, interim: boolean): string =>
  `${kindOf(row, interim)}: ${row.notice_title} (${row.site_name}${accountOf(row)})`;

/** The e-mail around the form, with the same figures. */
export function composeReply(
  row: ReplyRecord,
  figures: ReplyFigures,
  request: SendReply,
  sender: string,
): ReturnType<typeof renderLetter> {
  const { total } = figures;
  const kind = kindOf(row, request.interim);
  return renderLetter({
    subject: replySubject(row, request.interim),
    title: `${kind} of ${row.site_name}${accountOf(row)}`,
    paragraphs: [
      `To ${row.firm}, about ${row.notice_title}. We have received the notice, read and understood it, and acted on it. Our reply form is attached.`,
      figures.noStock
        ? 'We have none of the affected product.'
        : `Affected ${total.affected}: corrected or in order ${total.corrected}, isolated ${total.isolated}, returned ${total.returned}, disposed of ${total.disposed}, not located ${total.notLocated}, transferred ${total.transferred}${request.interim ? `, still open ${total.stillOpen}` : ''}.`,
      ...(kind === 'Corrected reply' ? ['This reply takes the place of the ones that we sent before.'] : []),
      `Please confirm that you have it to ${request.contact.name}, ${request.contact.email}${request.contact.phone === undefined ? '' : `, ${request.contact.phone}`}.`,
    ],
    button: null,
    footer: `Signed by ${sender} for ${row.site_name}. Sent by Closeout; answers go to ${request.contact.email}.`,
  });
}

/** What a form is, by its first bytes and not by what the sender says; null: none that is taken. */
export function formType(content: Buffer): string | null {
  const begins = (bytes: number[] | string, at = 0): boolean =>
    content.subarray(at, at + bytes.length).equals(Buffer.from(bytes as string));
  if (begins('%PDF-')) return 'application/pdf';
  if (begins([0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (begins([0x89, 0x50, 0x4e, 0x47])) return 'image/png';
  return begins('RIFF') && begins('WEBP', 8) ? 'image/webp' : null;
}
