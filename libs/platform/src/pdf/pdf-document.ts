import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';

/** The two faces that every document is set in. */
export const REGULAR = 'Noto Sans';
export const BOLD = 'Noto Sans Bold';

export type Pdf = PDFKit.PDFDocument;

const package_ = createRequire(import.meta.url);
const faces = new Map<string, Buffer>();

/** A font file of the package, read once. */
function face(file: string): Buffer {
  const known = faces.get(file) ?? readFileSync(package_.resolve(`@expo-google-fonts/noto-sans/${file}`));
  faces.set(file, known);
  return known;
}

/**
 * A tagged PDF with a title and a language, set in Noto Sans, of which the letters that are used are embedded. It has the
 * Latin, Greek and Cyrillic letters of every European language, which the fonts that PDF readers bring along lack: a name
 * stands as its bearer writes it. A letter that it lacks too (Chinese, say) stands as a box.
 * The same content gives the same bytes: its dates are the one given, not that of the printing.
 */
export function pdfDocument(
  options: Pick<PDFKit.PDFDocumentOptions, 'size' | 'margin' | 'margins' | 'bufferPages'> & {
    title: string;
    author?: string;
    at: Date;
  },
): Pdf {
  const { title, author, at, ...page } = options;
  const doc = new PDFDocument({
    ...page,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en-US',
    displayTitle: true,
    info: {
      Title: title,
      ...(author === undefined ? {} : { Author: author }),
      Creator: 'Closeout',
      Producer: 'Closeout',
      CreationDate: at,
      ModDate: at,
    },
  });
  doc.registerFont(REGULAR, face('400Regular/NotoSans_400Regular.ttf'));
  doc.registerFont(BOLD, face('700Bold/NotoSans_700Bold.ttf'));
  return doc.font(REGULAR);
}

/** Text as it is set: a letter and its accent as one, and nothing that has no letter to show (tabs, carriage returns). */
export const printed = (text: string): string =>
  text.normalize('NFC').replaceAll('\t', ' ').replaceAll('\r', '');
