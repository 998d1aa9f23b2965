import { z } from 'zod';
import './sentences.js';

/** Opaque to callers; inside, a positive bigint. */
export const Id = z.string().regex(/^[1-9]\d{0,18}$/, 'is not an id');
/** A calendar day without a time zone: YYYY-MM-DD, and one that exists. */
export const Day = z.iso.date().refine((day) => day >= '0001-01-01', 'is before the year 1');
/** A moment in UTC, as ISO 8601. */
export const Moment = z.iso.datetime();
/**
 * A moment that somebody tells us: in UTC or with an offset, as ISO 8601 allows; kept in UTC. What is no longer a year of
 * four digits there the database cannot read.
 */
export const ToldMoment = z.iso
  .datetime({ offset: true })
  .overwrite((told) => {
    const at = new Date(told);
    return Number.isNaN(at.getTime()) ? told : at.toISOString();
  })
  .refine((told) => /^\d{4}-/.test(told) && told >= '0001', 'is not in a year from 0001 to 9999');

/** Area/City or UTC: abbreviations (IST, CST) and offsets mean something else to the database than to the program. */
function isTimeZone(name: string): boolean {
  if (name !== 'UTC' && !/^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+$/.test(name)) return false;
  // known to Intl alone: to the database they are an error, in every list that has such a site in it
  if (/^(?:US\/Pacific-New|Canada\/East-Saskatchewan|SystemV\/.*)$/i.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'is not a time zone. Use a name such as America/Chicago');

/** Text that the database can keep as it is: no NUL, no half of a surrogate pair. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (value) => !value.includes('\0') && !/\p{Surrogate}/u.test(value),
      'has a character that cannot be kept',
    );
/** Such text that says something, without the blanks around it. */
export const words = (max: number) => text(max).trim().min(1);

export const recallClasses = ['I', 'II', 'III'] as const;
export const RecallClass = z.enum(recallClasses).nullable();

/** Query of every list: page size and the cursor of the page before. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional(),
};

/** One page of a keyset-paginated list; `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export type Page<T> = { items: T[]; nextCursor: string | null };

export const PersonRef = z.object({ id: Id, name: z.string() });
export type PersonRef = z.infer<typeof PersonRef>;

/** RFC 9457 problem document. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
