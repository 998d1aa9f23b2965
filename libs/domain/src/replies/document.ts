import PDFDocument from 'pdfkit';

const INK = '#14202b';
const MARGIN = 54;
/** What the fonts that every PDF reader has can show beyond Latin-1. */
const BEYOND_LATIN_1 = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

/** Text as the standard fonts can print it: accents that they lack are left out, other letters become "?". */
export function printable(text: string): string {
  return Array.from(text.normalize('NFC'))
    .map((letter) => {
      if (letter <= '\u007e' || (letter >= '\u00a0' && letter <= '\u00ff') || BEYOND_LATIN_1.includes(letter))
        return letter;
      const plain = letter.normalize('NFKD').replaceAll(/\p{M}/gu, '');
      return plain !== '' && Array.from(plain).every((part) => part <= '\u00ff') ? plain : '?';
    })
    .join('');
}

/**
 * A document on paper: tagged, in the order in which it is read, with a title and a language, so that a screen reader
 * reads it as well. The same content gives the same bytes: its date is the one given, not that of the printing.
 */
export class Sheet {
  private readonly doc: PDFKit.PDFDocument;
  private readonly root: PDFKit.PDFStructureElement;
  private readonly whole: Promise<Buffer>;

  constructor(options: { title: string; at: Date }) {
    this.doc = new PDFDocument({
      size: 'LETTER',
      margin: MARGIN,
      pdfVersion: '1.7',
      tagged: true,
      lang: 'en-US',
      displayTitle: true,
      info: { Title: options.title, Creator: 'Closeout', Producer: 'Closeout', CreationDate: options.at },
    });
    const chunks: Buffer[] = [];
    this.doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    this.whole = new Promise((resolve, reject) => {
      this.doc.on('end', () => resolve(Buffer.concat(chunks)));
      this.doc.on('error', reject);
    });
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
    this.doc.fillColor(INK);
  }

  title(text: string): this {
    return this.print('H1', text, 'Helvetica-Bold', 18, 6);
  }

  heading(text: string): this {
    this.doc.moveDown(0.6);
    return this.print('H2', text, 'Helvetica-Bold', 12, 4);
  }

  paragraph(text: string): this {
    return this.print('P', text, 'Helvetica', 10, 5);
  }

  /** Pairs of a name and what it is, the name in the first column. */
  facts(pairs: ReadonlyArray<readonly [string, string]>): this {
    return this.table(
      null,
      pairs.map(([name, value]) => [name, value]),
      [150, '*'],
    );
  }

  /** @param head null: the first column of each row is its heading */
  table(head: string[] | null, rows: string[][], columns: Array<number | '*'>, size = 9): this {
    const heading = (text: string, scope: 'Column' | 'Row') => ({
      text: printable(text),
      type: 'TH' as const,
      scope,
      font: { src: 'Helvetica-Bold', size },
      backgroundColor: '#eef2f5',
    });
    const cell = (text: string) => ({ text: printable(text), font: { src: 'Helvetica', size } });
    this.doc.table({
      structParent: this.root as unknown as PDFKit.PDFStructureElement,
      columnStyles: columns,
      defaultStyle: { border: 0.5, borderColor: '#9fb0bd', padding: 4 },
      data: [
        ...(head === null ? [] : [head.map((text) => heading(text, 'Column'))]),
        ...rows.map(([first = '', ...others]) => [heading(first, 'Row'), ...others.map(cell)]),
      ],
    } as unknown as PDFKit.Mixins.TableOptionsWithData);
    this.doc.moveDown(0.5);
    this.doc.x = MARGIN;
    return this;
  }

  finish(): Promise<Buffer> {
    this.root.end();
    this.doc.end();
    return this.whole;
  }

  private print(kind: string, text: string, font: string, size: number, after: number): this {
    this.root.add(
      this.doc.struct(kind, {}, () => {
        this.doc.font(font).fontSize(size).text(printable(text), { paragraphGap: after });
      }),
    );
    return this;
  }
}
