import { BOLD, type Pdf, pdfDocument, printed, REGULAR } from '#platform/pdf';

const MARGIN = 50;
const TABLE_SIZE = 8.5;
/**
 * Where the letters of a cell stand, in points below its upper edge. A cell is clipped at the height of its capitals (0.714
 * of the size in Noto Sans), which cuts off accents: here they have a little more room.
 */
const LOWERED = -(0.714 * TABLE_SIZE + 1.3);
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
 * foot.
 */
export class Paper {
  private readonly doc: Pdf;

  constructor(
    private readonly foot: string,
    info: { title: string; author: string; created: Date },
  ) {
    this.doc = pdfDocument({
      size: 'A4',
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + 20 },
      bufferPages: true,
      title: info.title,
      author: info.author,
      at: info.created,
    });
  }

  title(text: string, below: string): void {
    this.struct('H1', () => this.doc.font(BOLD).fontSize(19).fillColor(INK).text(printed(text)));
    this.doc.moveDown(0.2);
    this.struct('P', () => this.doc.font(REGULAR).fontSize(10.5).fillColor(QUIET).text(printed(below)));
    this.doc.moveDown(0.8);
  }

  heading(text: string): void {
    // a heading with less than five lines of room goes to the next page with what it heads
    if (this.doc.y > this.doc.page.height - MARGIN - 110) this.doc.addPage();
    this.doc.x = MARGIN;
    this.doc.moveDown(0.9);
    this.struct('H2', () => this.doc.font(BOLD).fontSize(13).fillColor(INK).text(printed(text)));
    this.doc.moveDown(0.35);
  }

  text(text: string, options: { quiet?: boolean; strong?: boolean } = {}): void {
    this.doc.x = MARGIN;
    this.struct('P', () =>
      this.doc
        .font(options.strong === true ? BOLD : REGULAR)
        .fontSize(9.5)
        .fillColor(options.quiet === true ? QUIET : INK)
        .text(printed(text), { lineGap: 1.5 }),
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
      this.doc.font(REGULAR).fontSize(8).fillColor(QUIET);
      this.doc.text(printed(this.foot), MARGIN, y, { width: width - 70, height: 10, ellipsis: true });
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
    this.doc.font(head ? BOLD : REGULAR).fontSize(TABLE_SIZE);
    return (
      Math.max(
        ...cells.map((cell, n) =>
          this.doc.heightOfString(printed(cell), { width: (widths[n] as number) - 8 }),
        ),
      ) + 9
    );
  }

  private drawTable(
    columns: readonly Column[],
    widths: readonly number[],
    rows: ReadonlyArray<readonly string[]>,
  ): void {
    const cellOf = (text: string, n: number, head: boolean) => ({
      text: printed(text),
      type: head ? ('TH' as const) : ('TD' as const),
      textOptions: { baseline: LOWERED },
      font: { src: head ? BOLD : REGULAR, size: TABLE_SIZE },
      backgroundColor: head ? '#eef1f4' : undefined,
      align: { x: columns[n]?.figures === true ? ('right' as const) : ('left' as const), y: 'top' as const },
    });
    // the table measures its rows by the document's own size
    this.doc.font(REGULAR).fontSize(TABLE_SIZE).fillColor(INK);
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
