import { z } from 'zod';
import { Id, Moment, pageOf, PersonRef } from './common.js';

/** The columns of an import, by the names under which they are reported. */
export const importColumns = [
  'asset_tag',
  'udi_di',
  'product_code',
  'serial_number',
  'manufacturer',
  'model',
  'software_version',
  'manufactured_on',
  'received_on',
  'supply_channel',
  'site',
  'location',
  'status',
] as const;
export type ImportColumn = (typeof importColumns)[number];

export const ImportQuery = z.object({
  dryRun: z
    .enum(['true', 'false', '1', '0', ''])
    .default('false')
    .describe('true: checks the file against the fleet and changes nothing'),
  mapping: z
    .string()
    .max(10_000)
    .optional()
    .describe(
      'Which column of the file is which of ours, as JSON: {"asset_tag": "Tag", "site": "Hospital"}. Absent: by the names in line 1.',
    ),
  mends: Id.optional().describe(
    'The import whose refused rows this file has, mended. Its column refused_line says which line of that import each row stands for.',
  ),
});
export type ImportQuery = z.infer<typeof ImportQuery>;
/** The column of a mended file that says which line of the first one a row stands for; the file of refused rows has it. */
export const REFUSED_LINE = 'refused_line';
export const ImportStarted = z
  .object({ importId: Id, status: z.literal('running') })
  .meta({ id: 'ImportStarted' });
export type ImportStarted = z.infer<typeof ImportStarted>;

export const ImportFinding = z.object({
  /** the line of the file on which the row begins; the header is line 1 */
  line: z.int(),
  /** one of ours; on line 1, the name of a column of the file that was passed over */
  column: z.string().nullable(),
  value: z.string().nullable(),
  reason: z.string(),
});
export type ImportFinding = z.infer<typeof ImportFinding>;

/** A place that was not there; `like`: one that is, and was perhaps meant. */
const newPlace = { name: z.string(), like: z.string().nullable() };

export const ImportView = z
  .object({
    id: Id,
    status: z.enum(['running', 'done', 'failed']),
    dryRun: z.boolean(),
    fileName: z.string().nullable(),
    encoding: z.string().nullable(),
    /** as it was given; null: by the names in line 1 */
    mapping: z.record(z.string(), z.string()).nullable(),
    /** rows read so far; when done: created + updated + unchanged + refusedCount */
    rows: z.int(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    /** rows that did not land; `refused` lists the findings of the first thousand */
    refusedCount: z.int(),
    refused: z.array(ImportFinding),
    /** refused rows that have not landed since, with an import of mended rows */
    refusedLeft: z.int(),
    /** the import whose refused rows this one was sent to mend */
    mends: Id.nullable(),
    /** with which imports of mended rows refused rows landed since: how many, and the lines of the first hundred */
    mended: z.array(z.object({ importId: Id, rows: z.int(), lines: z.array(z.int()) })),
    warningCount: z.int(),
    warnings: z.array(ImportFinding),
    sitesCreated: z.int(),
    locationsCreated: z.int(),
    /** by name, those first that look like one that is there: of sites and of locations the first twenty */
    newPlaces: z.object({
      sites: z.array(z.object(newPlace)),
      locations: z.array(z.object({ site: z.string(), ...newPlace })),
    }),
    /** of a failed import: one sentence that says what to do */
    error: z.string().nullable(),
    startedBy: PersonRef.nullable(),
    createdAt: Moment,
    finishedAt: Moment.nullable(),
  })
  .meta({ id: 'Import' });
export type ImportView = z.infer<typeof ImportView>;
export const ImportPage = pageOf(
  ImportView.omit({ refused: true, warnings: true, mended: true, newPlaces: true }),
).meta({
  id: 'ImportPage',
});
export type ImportSummary = Omit<ImportView, 'refused' | 'warnings' | 'mended' | 'newPlaces'>;
