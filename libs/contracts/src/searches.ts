import { z } from 'zod';
import { Day, Id, Moment, pageOf, PersonRef, RecallClass, ToldMoment, words } from './common.js';
import { DeviceStatus, PlaceRef } from './fleet.js';
import { HolderView } from './holders.js';

/**
 * Where a pump that nobody finds is looked for, ever wider: where it stood (whoever covers the place), its site (the
 * lead), every other site (the lead of each), and whoever it was lent to last. Each has its own last day, by the class
 * of the campaigns that look for the pump (table search_rule). A circle begins when the one before was searched in vain,
 * or its last day is over; it stays open until somebody says that it was searched.
 */
export const searchCircles = ['location', 'site', 'all-sites', 'holder'] as const;
export const SearchCircleKey = z.enum(searchCircles);
export type SearchCircleKey = z.infer<typeof SearchCircleKey>;

/** POST devices/:id/search: somebody looked for a pump. */
export const RecordSearch = z
  .object({
    found: z.boolean(),
    /** where, in words; a place, a location or a site is needed */
    place: words(200).optional(),
    /** found: where the pump is from now on */
    locationId: Id.optional(),
    /** found: the site where it is; not found: of the circle "all-sites", the site that was searched */
    siteId: Id.optional(),
    /** absent: now */
    at: ToldMoment.optional(),
    note: words(2000).optional(),
    /** not found: the circle in which it was; absent: the widest that has begun */
    circle: SearchCircleKey.optional(),
    /** not found: the whole circle was searched (of "all-sites": at this site), so that the next one begins */
    circleDone: z.boolean().optional(),
  })
  .refine(({ place, locationId, siteId }) => Boolean(place ?? locationId ?? siteId), {
    path: ['place'],
    message: 'say where',
  })
  .meta({ id: 'RecordSearch' });
export type RecordSearch = z.infer<typeof RecordSearch>;

/** One look for the pump. scan: a barcode was read. task: said with a task that ended as cannot-locate. */
export const SearchAttempt = z.object({
  id: Id,
  at: Moment,
  by: PersonRef,
  how: z.enum(['search', 'task', 'scan']),
  found: z.boolean(),
  place: z.string().nullable(),
  site: PlaceRef.nullable(),
  location: PlaceRef.nullable(),
  circle: SearchCircleKey,
  circleDone: z.boolean(),
  taskId: Id.nullable(),
  note: z.string().nullable(),
});
export type SearchAttempt = z.infer<typeof SearchAttempt>;

/** Who looks at which site; person null: the site has no lead, or the place nobody who covers it. */
export const Seeker = z.object({ site: PlaceRef, person: PersonRef.nullable(), done: z.boolean() });
export type Seeker = z.infer<typeof Seeker>;

export const SearchCircle = z.object({
  circle: SearchCircleKey,
  /** ahead: not begun; begun: being searched; done: searched in vain */
  state: z.enum(['ahead', 'begun', 'done']),
  begunAt: Moment.nullable(),
  /** the last day, by the calendar of the pump's site; of one ahead, if every circle takes its time */
  dueOn: Day,
  late: z.boolean(),
  doneAt: Moment.nullable(),
  doneBy: PersonRef.nullable(),
  /** of "holder": its site's lead asks whoever has it */
  seekers: z.array(Seeker),
});
export type SearchCircle = z.infer<typeof SearchCircle>;

export const DeviceSearch = z
  .object({
    id: Id,
    begunAt: Moment,
    endedAt: Moment.nullable(),
    /** given-up: the record says that the pump is gone (returned, retired, transferred) or unknown; null: it goes on */
    ending: z.enum(['found', 'given-up']).nullable(),
    /** "found at …", as the reopened tasks say it */
    foundAt: z.string().nullable(),
    foundBy: PersonRef.nullable(),
    /** the strictest class of the open campaigns that look for the pump */
    class: RecallClass,
    circles: z.array(SearchCircle),
    attempts: z.array(SearchAttempt),
  })
  .meta({ id: 'DeviceSearch' });
export type DeviceSearch = z.infer<typeof DeviceSearch>;
/** Newest first; the one that goes on, if any, is the first. */
export const DeviceSearches = z.object({ items: z.array(DeviceSearch) }).meta({ id: 'DeviceSearches' });
export type DeviceSearches = z.infer<typeof DeviceSearches>;

/** GET devices/not-located (and not-located.csv): what to look for, by site and location. */
export const NotLocatedQuery = z.object({
  /** what is to be looked for at this site: its own pumps, and those of others that have come to all sites */
  site: Id.optional(),
  location: Id.optional(),
  /** the widest circle that has begun */
  circle: SearchCircleKey.optional(),
  /** "me": what the caller (or whom they stand in for) looks for now */
  seeker: z.literal('me').optional(),
  campaign: Id.optional(),
  late: z.enum(['true', 'false']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional(),
});
export type NotLocatedQuery = z.infer<typeof NotLocatedQuery>;

export const NotLocatedItem = z.object({
  device: z.object({
    id: Id,
    version: z.int(),
    assetTag: z.string().nullable(),
    serialNumber: z.string().nullable(),
    productCode: z.string().nullable(),
    model: z.string().nullable(),
    status: DeviceStatus,
    lastSeenAt: Moment.nullable(),
  }),
  site: PlaceRef,
  location: PlaceRef.nullable(),
  searchId: Id,
  begunAt: Moment,
  /** the widest circle that has begun */
  circle: SearchCircleKey,
  dueOn: Day,
  late: z.boolean(),
  seekers: z.array(Seeker),
  holder: HolderView.nullable(),
  attempts: z.int(),
  lastAttempt: z.object({ at: Moment, by: PersonRef, place: z.string().nullable() }).nullable(),
  campaigns: z.array(z.object({ id: Id, title: z.string(), class: RecallClass })),
});
export type NotLocatedItem = z.infer<typeof NotLocatedItem>;
export const NotLocatedPage = pageOf(NotLocatedItem).meta({ id: 'NotLocatedPage' });
export type NotLocatedPage = z.infer<typeof NotLocatedPage>;
