import { z } from 'zod';
import { Day, Id, Moment, pageOf, pageQuery, PersonRef, TimeZone, text as anyText, words } from './common.js';
import { HolderView } from './holders.js';

export const deviceStatuses = [
  'in-service',
  'in-storage',
  'isolated',
  'in-repair',
  'rented-out',
  'loaned',
  'at-home',
  'not-located',
  'transferred',
  'returned',
  'retired',
  'unknown',
] as const;
export const DeviceStatus = z.enum(deviceStatuses);
export type DeviceStatus = z.infer<typeof DeviceStatus>;

const text = (max: number) => anyText(max).trim();
/** A blank one is taken as absent. */
const optionalWords = (max: number) => text(max).nullish();

/** A place is named by its id and its name. */
export const PlaceRef = z.object({ id: Id, name: z.string() });
export type PlaceRef = z.infer<typeof PlaceRef>;

// ---- sites

/** 1 Monday … 7 Sunday (ISO 8601). */
const DaysOff = z
  .array(z.int().min(1).max(7))
  .max(7)
  .refine((days) => new Set(days).size === days.length, 'names a day twice');

const siteShape = {
  name: words(200),
  timeZone: TimeZone,
  /** local hour at which the daily e-mail goes out */
  digestHour: z.int().min(0).max(23),
  weeklyDaysOff: DaysOff,
  holidays: z.array(Day).max(500),
  teamId: Id.nullable(),
  leadId: Id.nullable(),
  nurseEducatorId: Id.nullable(),
  /** the number under which the firm knows this site */
  accountNumber: text(100).nullable(),
};
export const CreateSite = z
  .object({ ...siteShape })
  .partial()
  .required({ name: true, timeZone: true })
  .meta({ id: 'CreateSite' });
export type CreateSite = z.infer<typeof CreateSite>;

export const PatchSite = z
  .object({ ...siteShape })
  .partial()
  .extend({ version: z.int().min(1) })
  .meta({ id: 'PatchSite' });
export type PatchSite = z.infer<typeof PatchSite>;

export const SiteView = z
  .object({
    id: Id,
    version: z.int(),
    name: z.string(),
    timeZone: z.string(),
    digestHour: z.int(),
    weeklyDaysOff: z.array(z.int()),
    holidays: z.array(Day),
    team: PlaceRef.nullable(),
    lead: PersonRef.nullable(),
    nurseEducator: PersonRef.nullable(),
    accountNumber: z.string().nullable(),
  })
  .meta({ id: 'Site' });
export type SiteView = z.infer<typeof SiteView>;

export const SitePage = pageOf(SiteView).meta({ id: 'SitePage' });

export const PlaceListQuery = z.object({ ...pageQuery, q: z.string().max(100).optional() });
export type PlaceListQuery = z.infer<typeof PlaceListQuery>;

// ---- locations

export const CreateLocation = z.object({ siteId: Id, name: words(200) }).meta({ id: 'CreateLocation' });
export type CreateLocation = z.infer<typeof CreateLocation>;
export const PatchLocation = z.object({ name: words(200) }).meta({ id: 'PatchLocation' });
export type PatchLocation = z.infer<typeof PatchLocation>;
export const LocationView = z.object({ id: Id, site: PlaceRef, name: z.string() }).meta({ id: 'Location' });
export type LocationView = z.infer<typeof LocationView>;
export const LocationPage = pageOf(LocationView).meta({ id: 'LocationPage' });
export const LocationListQuery = PlaceListQuery.extend({ site: Id.optional() });
export type LocationListQuery = z.infer<typeof LocationListQuery>;

// ---- teams

const Members = z
  .array(Id)
  .max(500)
  .refine((ids) => new Set(ids).size === ids.length, 'names a person twice');
export const CreateTeam = z
  .object({ name: words(200), memberIds: Members.default([]) })
  .meta({ id: 'CreateTeam' });
export type CreateTeam = z.infer<typeof CreateTeam>;
export const PatchTeam = z
  .object({ name: words(200).optional(), memberIds: Members.optional() })
  .meta({ id: 'PatchTeam' });
export type PatchTeam = z.infer<typeof PatchTeam>;
export const TeamView = z
  .object({ id: Id, name: z.string(), members: z.array(PersonRef) })
  .meta({ id: 'Team' });
export type TeamView = z.infer<typeof TeamView>;
export const TeamPage = pageOf(TeamView).meta({ id: 'TeamPage' });

// ---- coverage

/** locationId null: the whole site, wherever no location says otherwise. Either a person or a team. */
export const SetCoverage = z
  .object({
    siteId: Id,
    locationId: Id.nullable().default(null),
    userId: Id.nullable().default(null),
    teamId: Id.nullable().default(null),
  })
  .refine(({ userId, teamId }) => (userId === null) !== (teamId === null), {
    message: 'name a person or a team, not both',
    path: ['userId'],
  })
  .meta({ id: 'SetCoverage' });
export type SetCoverage = z.infer<typeof SetCoverage>;
export const CoverageView = z
  .object({
    id: Id,
    site: PlaceRef,
    location: PlaceRef.nullable(),
    person: PersonRef.nullable(),
    team: PlaceRef.nullable(),
  })
  .meta({ id: 'Coverage' });
export type CoverageView = z.infer<typeof CoverageView>;
export const CoveragePage = pageOf(CoverageView).meta({ id: 'CoveragePage' });
export const CoverageListQuery = z.object({ ...pageQuery, site: Id.optional() });
export type CoverageListQuery = z.infer<typeof CoverageListQuery>;

// ---- devices

const deviceShape = {
  assetTag: optionalWords(100),
  udiDi: optionalWords(100),
  productCode: optionalWords(100),
  serialNumber: optionalWords(100),
  manufacturer: optionalWords(200),
  model: optionalWords(200),
  softwareVersion: optionalWords(100),
  manufacturedOn: Day.nullish(),
  receivedOn: Day.nullish(),
  /** how the device was bought: "direct", or the name of the distributor */
  supplyChannel: optionalWords(200),
  locationId: Id.nullish(),
};
export const CreateDevice = z
  .object({
    ...deviceShape,
    siteId: Id,
    status: DeviceStatus.default('in-service'),
    /** a pump that was found and has no record: its status is "unknown" until somebody looks at the report */
    reported: z.boolean().optional(),
  })
  .meta({ id: 'CreateDevice' });
export type CreateDevice = z.infer<typeof CreateDevice>;

/** What is left out stays; null erases. */
export const PatchDevice = z
  .object({
    ...deviceShape,
    siteId: Id.optional(),
    status: DeviceStatus.optional(),
    /** the version that was seen; a stale one is answered with 409 and the current state */
    version: z.int().min(1),
  })
  .meta({ id: 'PatchDevice' });
export type PatchDevice = z.infer<typeof PatchDevice>;

const deviceView = {
  id: Id,
  version: z.int(),
  assetTag: z.string().nullable(),
  udiDi: z.string().nullable(),
  productCode: z.string().nullable(),
  serialNumber: z.string().nullable(),
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  softwareVersion: z.string().nullable(),
  manufacturedOn: Day.nullable(),
  receivedOn: Day.nullable(),
  supplyChannel: z.string().nullable(),
  site: PlaceRef,
  location: PlaceRef.nullable(),
  status: DeviceStatus,
  /** what the import said, where it is none of the known states */
  statusAsPrinted: z.string().nullable(),
  isolatedAt: Moment.nullable(),
  lastSeenAt: Moment.nullable(),
  /** found by somebody and not looked at since: setting the status settles it */
  report: z.object({ at: Moment, by: PersonRef }).nullable(),
  createdAt: Moment,
  updatedAt: Moment,
};
export const DeviceView = z.object(deviceView).meta({ id: 'Device' });
export type DeviceView = z.infer<typeof DeviceView>;
export const DevicePage = pageOf(DeviceView).meta({ id: 'DevicePage' });

/** A task that is still owed on a device, of whichever campaign. */
export const OpenTask = z.object({
  id: Id,
  version: z.int(),
  campaignId: Id,
  campaignTitle: z.string(),
  stepKey: z.string(),
  title: z.string(),
  /** waiting: an earlier step comes first */
  status: z.enum(['open', 'waiting']),
  dueOn: Day,
  late: z.boolean(),
  assignee: PersonRef,
});
export type OpenTask = z.infer<typeof OpenTask>;

/** The pump is touched once: its open tasks of all campaigns, in one list. */
export const DeviceDetail = z
  .object({
    ...deviceView,
    /** who holds it isolated, longest first: campaigns by their closed tasks; null, null: a person or a file, by hand */
    isolatedBy: z.array(z.object({ campaignId: Id.nullable(), campaignTitle: z.string().nullable() })),
    openTasks: z.array(OpenTask),
    /** who has it, while it is away; of one that is not located, who had it last */
    holder: HolderView.nullable(),
    /** of a pump that nobody finds: GET devices/:id/search has the whole of it */
    search: z
      .object({ id: Id, begunAt: Moment, circle: z.enum(['location', 'site', 'all-sites', 'holder']) })
      .nullable(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'DeviceDetail' });
export type DeviceDetail = z.infer<typeof DeviceDetail>;

export const DeviceListQuery = z.object({
  ...pageQuery,
  /** the beginning of an asset tag or a serial number, a UDI-DI, a product code; where none fits, the end of an asset tag */
  q: z.string().max(100).optional(),
  site: Id.optional(),
  location: Id.optional(),
  status: DeviceStatus.optional(),
  /** true: pumps that were reported as found without a record, and that nobody has looked at yet */
  reported: z.enum(['true', 'false']).default('false'),
});
export type DeviceListQuery = z.infer<typeof DeviceListQuery>;
