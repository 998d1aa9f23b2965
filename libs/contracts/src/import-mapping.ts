import { z } from 'zod';
import { pageOf, pageQuery } from './common.js';
import { ImportFinding, importColumns } from './imports.js';

/** Of the beginning of a file that POST devices/import/columns takes. */
export const COLUMNS_SAMPLE_BYTES = 64 * 1024;

/** Which column of the file, by its name in line 1, is which of ours; one that is left out is not taken over. */
export const ImportMapping = z
  .partialRecord(z.enum(importColumns), z.string().min(1).max(200))
  .refine((mapping) => mapping.site !== undefined, {
    path: ['site'],
    message: 'say which column is the site',
  })
  .refine((mapping) => mapping.asset_tag !== undefined || mapping.serial_number !== undefined, {
    path: ['asset_tag'],
    message: 'say which column is the asset tag or the serial number',
  })
  .refine((mapping) => new Set(Object.values(mapping)).size === Object.values(mapping).length, {
    message: 'one column of the file cannot be two of ours',
  });
export type ImportMapping = z.infer<typeof ImportMapping>;

export const ImportColumnsView = z
  .object({
    encoding: z.enum(['utf-8', 'windows-1252']),
    separator: z.enum([',', ';', '\t']),
    /** line 1, cell by cell, as printed */
    header: z.array(z.string()),
    /** for each of our columns the name of the file's column that is taken over by itself; null: none */
    suggestion: z.record(z.enum(importColumns), z.string().nullable()),
    /** what line 1 lacks before a file can be imported without a mapping: a sentence, or null */
    problem: z.string().nullable(),
    /** the first five rows, cell by cell */
    rows: z.array(z.array(z.string())),
  })
  .meta({ id: 'ImportColumns' });
export type ImportColumnsView = z.infer<typeof ImportColumnsView>;

export const RefusedRowsQuery = z.object({
  ...pageQuery,
  left: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: only rows that have not landed since, with an import of mended rows'),
});
export type RefusedRowsQuery = z.infer<typeof RefusedRowsQuery>;

export const ImportFindingsQuery = z.object(pageQuery);
export type ImportFindingsQuery = z.infer<typeof ImportFindingsQuery>;
/** What was found in the rows of an import, in the order of the file. */
export const ImportFindingPage = pageOf(ImportFinding).meta({ id: 'ImportFindingPage' });

export const RefusedRow = z.object({
  line: z.int(),
  /** as in the file, by our columns; only those that the file has */
  values: z.partialRecord(z.enum(importColumns), z.string()),
  /** the whole row, cell by cell, in the order of `header` */
  cells: z.array(z.string()),
  findings: z.array(ImportFinding),
});
export type RefusedRow = z.infer<typeof RefusedRow>;

/** Rows that did not land, to be mended and sent again as a small CSV whose line 1 has our column names. */
export const RefusedRowPage = pageOf(RefusedRow)
  .extend({
    /** line 1 of the file */
    header: z.array(z.string()),
    /** those of our columns that the file has, in the order of the file */
    columns: z.array(z.enum(importColumns)),
  })
  .meta({ id: 'RefusedRowPage' });
export type RefusedRowPage = z.infer<typeof RefusedRowPage>;
