import { z } from 'zod';
import { Id, Moment, pageOf, pageQuery } from './common.js';

export const AuditQuery = z.object({
  ...pageQuery,
  /** "task", "device", "campaign", … */
  subjectType: z.string().max(60).optional(),
  subjectId: z.string().max(60).optional(),
  /** a person's id */
  actor: Id.optional(),
  /** the first and the last moment, both included */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditEntryView = z
  .object({
    /** chain and place in it */
    id: z.string(),
    at: Moment,
    /** null: Closeout itself */
    actor: z.object({ id: Id, name: z.string() }).nullable(),
    action: z.string(),
    subjectType: z.string(),
    subjectId: z.string().nullable(),
    siteId: Id.nullable(),
    requestId: z.string().nullable(),
    old: z.unknown(),
    new: z.unknown(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryView = z.infer<typeof AuditEntryView>;
export const AuditPage = pageOf(AuditEntryView).meta({ id: 'AuditPage' });

/** What can be wrong with a chain, in the order in which it is looked for. */
export const auditFaults = [
  'payload-changed',
  'fields-changed',
  'link-broken',
  'entry-missing',
  'head-mismatch',
  'head-missing',
] as const;

export const AuditVerification = z
  .object({
    ok: z.boolean(),
    entries: z.int(),
    chains: z.int(),
    firstBroken: z
      .object({ chain: z.string(), seq: z.int(), fault: z.enum(auditFaults), explanation: z.string() })
      .optional(),
    /** over the ends of all chains: whoever notes it down outside can later show that nothing before it has changed */
    digest: z.string(),
  })
  .meta({ id: 'AuditVerification' });
export type AuditVerification = z.infer<typeof AuditVerification>;
