import { BOLD, type Pdf, pdfDocument, printed, REGULAR } from '#platform/pdf';

const INK = '#14202b';
const MARGIN = 54;
/**
 * A document on paper: tagged, in the order in which it is read, so that a screen reader reads it as well.
 */
export class Sheet {
  private readonly doc: Pdf;
  private readonly root: PDFKit.PDFStructureElement;
  private readonly whole: Promise<Buffer>;

  constructor(options: { title: string; at: Date }) {
    this.doc = pdfDocument({ size: 'LETTER', margin: MARGIN, ...options });
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
    return this.print('H1', text, BOLD, 18, 6);
  }

  heading(text: string): this {
    // with less than three lines of room below it goes to the next page with what it heads
    if (this.doc.y > this.doc.page.height - MARGIN - 75) this.doc.addPage();
    else this.doc.moveDown(0.6);
    return this.print('H2', text, BOLD, 12, 4);
  }

  paragraph(text: string): this {
    return this.print('P', text, REGULAR, 10, 5);
  }

  /** Pairs of a name and what it is, the name in the first column. */
  facts(pairs: ReadonlyArray<readonly [string, string]>): this {
    return this.table(
      null,
      pairs.map(([name, value]) => [name, value]),
      [150, '*'],
    );
  }

  /**
   * A table of many narrow columns: each as wide as its longest word, so that none breaks, and what is left shared out.
   * @param size of the letters, in points; smaller where the words of the heads need it
   * @param widest of the first column, in points: names in it may be of any length
   */
  narrowTable(head: string[], rows: string[][], size: number, widest: number): this {
    const room = this.doc.page.width - 2 * MARGIN;
    const needed = (at: number): number[] =>
      head.map((name, n) => {
        const words = [name, ...rows.map((row) => row[n] ?? '')].flatMap((text) =>
          printed(text).split(/\s+/),
        );
        this.doc.font(BOLD).fontSize(at);
        // the padding of both sides, the border, and what rounding takes
        const width = Math.max(...words.map((word) => this.doc.widthOfString(word))) + 10;
        return n === 0 ? Math.min(width, widest) : width;
      });
    const sum = (widths: readonly number[]): number => widths.reduce((all, one) => all + one, 0);
    let letters = size;
    while (letters > 5 && sum(needed(letters)) > room) letters -= 0.5;
    const widths = needed(letters);
    const spare = Math.max(0, room - sum(widths)) / widths.length;
    return this.table(
      head,
      rows,
      widths.map((width) => width + spare),
      letters,
    );
  }

  /** @param head null: the first column of each row is its heading */
  table(head: string[] | null, rows: string[][], columns: Array<number | '*'>, size = 9): this {
    const heading = (text: string, scope: 'Column' | 'Row') => ({
      text: printed(text),
      type: 'TH' as const,
      scope,
      font: { src: BOLD, size },
      backgroundColor: '#eef2f5',
    });
    const cell = (text: string) => ({ text: printed(text), font: { src: REGULAR, size } });
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
        this.doc.font(font).fontSize(size).text(printed(text), { paragraphGap: after });
      }),
    );
    return this;
  }
}
