import type { ReplyContact, ReplyFigures, ReplyRow } from '#contracts/replies';
import { dayInWords, momentInWords } from '#platform/mail';
import { Sheet } from './document.js';

export interface ReplySheet {
  firm: string;
  noticeTitle: string;
  recallNumbers: string[];
  eventNumber: string | null;
  /** of the letter that is answered, as printed */
  letterDate: string | null;
  site: string;
  accountNumber: string | null;
  figures: ReplyFigures;
  /** of the affected pumps, as many of each code as the figures have */
  serials: Array<{ productCode: string; numbers: string[] }>;
  interim: boolean;
  /** a reply went out before this one */
  corrects: boolean;
  contact: ReplyContact | null;
  note: string | null;
  /** null: not sent yet */
  signature: { name: string; role: string } | null;
  at: Date;
  timeZone: string;
}

/** By which pumps are counted: a pump whose record has no product code, by its UDI-DI. */
const IDENTIFIER = 'Product code or UDI-DI';

type Line = Omit<ReplyRow, 'productCode'>;

const COLUMNS: Array<[keyof Line, string]> = [
  ['affected', 'Affected'],
  ['corrected', 'Corrected, or in order'],
  ['isolated', 'Isolated'],
  ['returned', 'Returned'],
  ['disposed', 'Disposed of'],
  ['notLocated', 'Not located'],
  ['transferred', 'Transferred'],
];

/** The reply form: what firms' forms ask for, with quantities made from the records. */
export function replyPdf(sheet: ReplySheet): Promise<Buffer> {
  const { figures, contact, signature } = sheet;
  const kind = sheet.interim ? 'Interim reply' : sheet.corrects ? 'Corrected reply' : 'Reply';
  const title = `${kind} to: ${sheet.noticeTitle}`;
  const doc = new Sheet({ title, at: sheet.at });
  doc.title(title);
  if (signature === null) doc.paragraph('DRAFT. This reply has not been sent.');
  doc.facts([
    ['To', sheet.firm],
    ['Recall numbers', sheet.recallNumbers.join(', ') || 'none given'],
    ['Event number', sheet.eventNumber ?? 'none given'],
    ['Letter of', sheet.letterDate === null ? 'not dated' : dayInWords(sheet.letterDate)],
    ['Facility', sheet.site],
    ['Account number', sheet.accountNumber ?? 'none recorded'],
  ]);
  doc.heading('Acknowledgement');
  doc.paragraph('We have received this notice, read and understood it, and acted on it.');
  if (sheet.corrects) doc.paragraph('This reply takes the place of the ones that we sent before.');
  doc.heading('Quantities');
  if (figures.noStock) {
    doc.paragraph('We have none of the affected product: no stock. Affected: 0.');
  } else {
    const columns = [...COLUMNS];
    if (sheet.interim || signature === null) columns.push(['stillOpen', 'Still open']);
    if (signature === null && figures.total.unplaced > 0) columns.push(['unplaced', 'Not accounted for']);
    // of a draft alone: no reply goes out before each record is verified
    const possibly = figures.total.possiblyAffected ?? 0;
    if (possibly > 0) columns.splice(1, 0, ['possiblyAffected', 'Possibly affected']);
    const valueOf = (row: Line, key: keyof Line) =>
      key === 'affected' ? row.affected - (row.possiblyAffected ?? 0) : (row[key] ?? 0);
    const line = (name: string, row: Line) => [name, ...columns.map(([key]) => String(valueOf(row, key)))];
    doc.narrowTable(
      [IDENTIFIER, ...columns.map(([, label]) => label)],
      [
        ...figures.rows.map((row) => line(row.productCode === '' ? 'not recorded' : row.productCode, row)),
        line('Total', figures.total),
      ],
      8,
      84,
    );
    doc.paragraph(
      sheet.interim
        ? 'Every affected pump is in exactly one column. Work on those still open goes on; a final reply will follow.'
        : possibly > 0
          ? 'Every affected pump is in exactly one column; those possibly affected are not accounted for until their records are verified.'
          : 'Every affected pump is in exactly one column.',
    );
  }
  if (sheet.note !== null) doc.heading('Remarks').paragraph(sheet.note);
  doc.heading('Contact');
  doc.facts(
    contact === null
      ? [['Name', 'not named yet']]
      : [
          ['Name', contact.name],
          ['Title', contact.title ?? ''],
          ['Telephone', contact.phone ?? ''],
          ['E-mail', contact.email],
        ],
  );
  doc.heading('Signature');
  doc.paragraph(
    signature === null
      ? 'Not signed.'
      : `Signed electronically by ${signature.name} (${signature.role}) on ${momentInWords(sheet.at, sheet.timeZone)}.`,
  );
  if (sheet.serials.length > 0) {
    doc.heading('Annex: serial numbers');
    for (const { productCode, numbers } of sheet.serials)
      doc.paragraph(
        `${productCode || `${IDENTIFIER} not recorded`} (${numbers.length}): ${numbers.join(', ')}`,
      );
  }
  return doc.finish();
}
