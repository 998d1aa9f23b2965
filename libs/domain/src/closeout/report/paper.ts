import PDFDocument from 'pdfkit';

const MARGIN = 50;
const TABLE_SIZE = 8.5;
/**
 * Where the letters of a cell stand, in points below its upper edge. A cell is clipped at the height of its capitals (0.718
 * of the size in Helvetica), which cuts off accents: here they have a little more room.
 */
const LOWERED = -(0.718 * TABLE_SIZE + 1.3);
const INK = '#1a1a1a';
const QUIET = '#555555';
const LINE = '#b8bec6';

/** A column of a table: its head, its share of the width, and whether it holds figures. */
export interface Column {
  head: string;
  share: number;
  figures?: boolean;
}

/**
 * Paper to write a report on: A4, tagged for screen readers (headings, paragraphs, tables with heads), page numbers at the
 * foot. Letters that the built-in fonts lack are written without their marks; the tables of the pack have them as they are.
 */
export class Paper {
  private readonly doc: PDFKit.PDFDocument;

  constructor(
    private readonly foot: string,
    info: { title: string; author: string; created: Date },
  ) {
    this.doc = new PDFDocument({
      size: 'A4',
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + 20 },
      bufferPages: true,
      tagged: true,
      lang: 'en',
      displayTitle: true,
      pdfVersion: '1.7',
      info: {
        Title: plain(info.title),
        Author: plain(info.author),
        CreationDate: info.created,
        ModDate: info.created,
      },
    });
  }

  title(text: string, below: string): void {
    this.struct('H1', () => this.doc.font('Helvetica-Bold').fontSize(19).fillColor(INK).text(plain(text)));
    this.doc.moveDown(0.2);
    this.struct('P', () => this.doc.font('Helvetica').fontSize(10.5).fillColor(QUIET).text(plain(below)));
    this.doc.moveDown(0.8);
  }

  heading(text: string): void {
    // a heading with less than five lines of room goes to the next page with what it heads
    if (this.doc.y > this.doc.page.height - MARGIN - 110) this.doc.addPage();
    this.doc.x = MARGIN;
    this.doc.moveDown(0.9);
    this.struct('H2', () => this.doc.font('Helvetica-Bold').fontSize(13).fillColor(INK).text(plain(text)));
    this.doc.moveDown(0.35);
  }

  text(text: string, options: { quiet?: boolean; strong?: boolean; mono?: boolean } = {}): void {
    this.doc.x = MARGIN;
    this.struct('P', () =>
      this.doc
        .font(options.mono === true ? 'Courier' : options.strong === true ? 'Helvetica-Bold' : 'Helvetica')
        .fontSize(options.mono === true ? 8 : 9.5)
        .fillColor(options.quiet === true ? QUIET : INK)
        .text(plain(text), { lineGap: 1.5 }),
    );
    this.doc.moveDown(0.35);
  }

  /** A table with a head on each page that it reaches. Nothing in it: the sentence instead. */
  table(columns: readonly Column[], rows: ReadonlyArray<readonly string[]>, otherwise = 'None.'): void {
    if (rows.length === 0) {
      this.text(otherwise, { quiet: true });
      return;
    }
    const width = this.doc.page.width - 2 * MARGIN;
    const shares = columns.reduce((sum, column) => sum + column.share, 0);
    const widths = columns.map((column) => (column.share / shares) * width);
    let from = 0;
    while (from < rows.length) {
      const head = this.heightOf(
        columns.map(({ head: text }) => text),
        widths,
        true,
      );
      const first = this.heightOf(rows[from] as string[], widths, false);
      if (this.doc.y + head + first > this.bottom()) this.doc.addPage();
      let y = this.doc.y + head;
      let to = from;
      while (to < rows.length) {
        const next = this.heightOf(rows[to] as string[], widths, false);
        if (to > from && y + next > this.bottom()) break;
        y += next;
        to += 1;
      }
      this.drawTable(columns, widths, rows.slice(from, to));
      from = to;
      if (from < rows.length) this.doc.addPage();
    }
    this.doc.x = MARGIN;
    this.doc.moveDown(0.6);
  }

  /** Numbers the pages and gives the file, piece by piece. */
  finish(): AsyncIterable<Buffer> {
    const { start, count } = this.doc.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      this.doc.switchToPage(page);
      this.doc.markContent('Artifact', { type: 'Pagination' });
      const { margins } = this.doc.page;
      const { bottom } = margins;
      // else writing in the margin begins a new page
      margins.bottom = 0;
      const y = this.doc.page.height - MARGIN;
      const width = this.doc.page.width - 2 * MARGIN;
      this.doc.font('Helvetica').fontSize(8).fillColor(QUIET);
      this.doc.text(plain(this.foot), MARGIN, y, { width: width - 70, height: 10, ellipsis: true });
      this.doc.text(`Page ${page - start + 1} of ${count}`, MARGIN, y, {
        width,
        align: 'right',
        lineBreak: false,
      });
      margins.bottom = bottom;
      this.doc.endMarkedContent();
    }
    this.doc.end();
    return this.doc as unknown as AsyncIterable<Buffer>;
  }

  private bottom(): number {
    return this.doc.page.height - MARGIN - 20;
  }

  private heightOf(cells: readonly string[], widths: readonly number[], head: boolean): number {
    this.doc.font(head ? 'Helvetica-Bold' : 'Helvetica').fontSize(TABLE_SIZE);
    return (
      Math.max(
        ...cells.map((cell, n) => this.doc.heightOfString(plain(cell), { width: (widths[n] as number) - 8 })),
      ) + 9
    );
  }

  private drawTable(
    columns: readonly Column[],
    widths: readonly number[],
    rows: ReadonlyArray<readonly string[]>,
  ): void {
    const cellOf = (text: string, n: number, head: boolean) => ({
      text: plain(text),
      type: head ? ('TH' as const) : ('TD' as const),
      textOptions: { baseline: LOWERED },
      font: { src: head ? 'Helvetica-Bold' : 'Helvetica', size: TABLE_SIZE },
      backgroundColor: head ? '#eef1f4' : undefined,
      align: { x: columns[n]?.figures === true ? ('right' as const) : ('left' as const), y: 'top' as const },
    });
    // the table measures its rows by the document's own size
    this.doc.font('Helvetica').fontSize(TABLE_SIZE).fillColor(INK);
    this.doc.table({
      position: { x: MARGIN, y: this.doc.y },
      columnStyles: [...widths],
      defaultStyle: {
        border: { top: 0, left: 0, right: 0, bottom: 0.5 },
        borderColor: LINE,
        padding: 4,
        textColor: INK,
      },
      data: [
        columns.map(({ head }, n) => cellOf(head, n, true)),
        ...rows.map((row) => row.map((text, n) => cellOf(text, n, false))),
      ],
      // the types do not know it: where the table stands among the tags
      ...({ structParent: this.doc } as object),
    } as PDFKit.Mixins.TableOptionsWithData);
  }

  private struct(tag: string, write: () => void): void {
    this.doc.addStructure(this.doc.struct(tag, {}, [write]));
  }
}

/** WinAnsi, which the built-in fonts have, beyond ASCII. */
const KNOWN =
  /[\x20-\x7e\n\u00a0-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac\u0152\u0153\u0160\u0161\u017d\u017e\u0178]/;
const SPELT: Record<string, string> = {
  '\u0131': 'i',
  '\u0142': 'l',
  '\u0141': 'L',
  '\u0111': 'd',
  '\u0110': 'D',
  '\t': ' ',
  '\r': '',
};

function plain(text: string): string {
  return Array.from(text.normalize('NFC'))
    .map((letter) => {
      if (KNOWN.test(letter)) return letter;
      const spelt = SPELT[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '');
      return spelt === '' || KNOWN.test(spelt) ? spelt : '?';
    })
    .join('');
}
