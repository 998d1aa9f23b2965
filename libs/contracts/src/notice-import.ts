import { z } from 'zod';
import { Id } from './common.js';

/** An array of notices, `{notices: […]}`, or an answer of the openFDA device recall or enforcement API, `{results: […]}`. */
export const ImportNotices = z
  .union([
    z.array(z.unknown()).min(1).max(5000),
    z.object({ notices: z.array(z.unknown()).min(1).max(5000) }),
    z.object({ results: z.array(z.unknown()).min(1).max(5000) }),
  ])
  .meta({ id: 'ImportNotices' });
export type ImportNotices = z.infer<typeof ImportNotices>;

export const ImportNoticesAnswer = z
  .object({
    created: z.array(
      z.object({
        /** which entries of the body the notice was made of: openFDA has one entry a recall number */
        indexes: z.array(z.int()),
        id: Id,
        title: z.string(),
        needsReading: z.boolean(),
        warnings: z.array(z.string()),
      }),
    ),
    refused: z.array(z.object({ index: z.int(), path: z.string(), reason: z.string() })),
  })
  .meta({ id: 'ImportNoticesAnswer' });
export type ImportNoticesAnswer = z.infer<typeof ImportNoticesAnswer>;
