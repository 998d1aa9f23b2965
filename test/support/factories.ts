import { hashSync } from '@node-rs/argon2';
import { PASSWORD } from './client.js';
import type { TestSql } from './database.js';

// Rows for tests, written by SQL. Whatever is not given is filled in, missing parents included. Ids come as strings.

export { PASSWORD };

let made = 0;
const next = (): number => ++made;
let hash: string | undefined;
const passwordHash = (): string =>
  (hash ??= hashSync(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 }));

type Role = 'risk-manager' | 'site-lead' | 'technician' | 'auditor' | 'administrator';

/** The database's wall clock; rows of tests begin some time before it. */
const CREATED = `clock_timestamp() - interval '400 days'`;

async function insert<T>(
  sql: TestSql,
  table: string,
  row: Record<string, unknown>,
  returning: string,
): Promise<T> {
  const given = Object.entries(row).filter(([, value]) => value !== undefined);
  const columns = given.map(([name]) => name).join(', ');
  const places = given.map((_, n) => `$${n + 1}`).join(', ');
  const [added] = await sql<T & Record<string, unknown>>(
    `INSERT INTO ${table} (${columns}) VALUES (${places}) RETURNING ${returning}`,
    given.map(([, value]) => value),
  );
  return added as T;
}

async function moment(sql: TestSql): Promise<Date> {
  const [row] = await sql<{ at: Date }>(`SELECT ${CREATED} AS at`);
  return (row as { at: Date }).at;
}

export interface UserOptions {
  role?: Role;
  /** ids of sites; 'all' for every site. Default: all for managers, administrators and auditors, none for others */
  sites?: string[] | 'all';
  email?: string;
  name?: string;
  leadId?: string;
  timeZone?: string;
  active?: boolean;
}
export interface UserRow {
  id: string;
  email: string;
  name: string;
}

/** A person who can sign in with PASSWORD. */
export async function createUser(sql: TestSql, options: UserOptions = {}): Promise<UserRow> {
  const n = next();
  const role = options.role ?? 'technician';
  const sites = options.sites ?? (role === 'technician' || role === 'site-lead' ? [] : 'all');
  const at = await moment(sql);
  const user = await insert<UserRow>(
    sql,
    'app_user',
    {
      email: options.email ?? `${role}-${n}@example.org`,
      name: options.name ?? `${role} ${n}`,
      role,
      password_hash: passwordHash(),
      all_sites: sites === 'all',
      home_site_id: sites === 'all' ? undefined : sites[0],
      lead_id: options.leadId,
      time_zone: options.timeZone,
      active: options.active,
      created_at: at,
      updated_at: at,
    },
    'id, email, name',
  );
  for (const site of sites === 'all' ? [] : sites)
    await insert(sql, 'user_site', { user_id: user.id, site_id: site }, 'user_id');
  return user;
}

export interface SiteOptions {
  name?: string;
  timeZone?: string;
  digestHour?: number;
  /** ISO weekdays, 1 Monday … 7 Sunday */
  weeklyDaysOff?: number[];
  holidays?: string[];
  teamId?: string;
  leadId?: string;
  nurseEducatorId?: string;
  accountNumber?: string;
}
export interface NamedRow {
  id: string;
  name: string;
}

export async function createSite(sql: TestSql, options: SiteOptions = {}): Promise<NamedRow> {
  return insert(
    sql,
    'site',
    {
      name: options.name ?? `Site ${next()}`,
      time_zone: options.timeZone,
      digest_hour: options.digestHour,
      weekly_days_off: options.weeklyDaysOff,
      holidays: options.holidays,
      team_id: options.teamId,
      lead_id: options.leadId,
      nurse_educator_id: options.nurseEducatorId,
      account_number: options.accountNumber,
      created_at: await moment(sql),
    },
    'id, name',
  );
}

export async function createLocation(
  sql: TestSql,
  options: { siteId?: string; name?: string } = {},
): Promise<NamedRow & { siteId: string }> {
  const siteId = options.siteId ?? (await createSite(sql)).id;
  return insert(
    sql,
    'location',
    { site_id: siteId, name: options.name ?? `Ward ${next()}` },
    'id, name, site_id AS "siteId"',
  );
}

/** A team; without members it gets one technician. */
export async function createTeam(
  sql: TestSql,
  options: { name?: string; memberIds?: string[]; siteId?: string } = {},
): Promise<NamedRow & { memberIds: string[] }> {
  const team = await insert<NamedRow>(sql, 'team', { name: options.name ?? `Team ${next()}` }, 'id, name');
  const memberIds = options.memberIds ?? [
    (await createUser(sql, options.siteId === undefined ? {} : { sites: [options.siteId] })).id,
  ];
  for (const member of memberIds)
    await insert(sql, 'team_member', { team_id: team.id, user_id: member }, 'team_id');
  if (options.siteId !== undefined)
    await sql('UPDATE site SET team_id = $2 WHERE id = $1', [options.siteId, team.id]);
  return { ...team, memberIds };
}

/** Who looks after a place: a person (one is made when neither is given) or a team. */
export async function createCoverage(
  sql: TestSql,
  options: { siteId: string; locationId?: string; userId?: string; teamId?: string },
): Promise<{ id: string; userId: string | null; teamId: string | null }> {
  const userId =
    options.userId ??
    (options.teamId === undefined ? (await createUser(sql, { sites: [options.siteId] })).id : undefined);
  return insert(
    sql,
    'coverage',
    { site_id: options.siteId, location_id: options.locationId, user_id: userId, team_id: options.teamId },
    'id, user_id AS "userId", team_id AS "teamId"',
  );
}

export interface DeviceOptions {
  siteId?: string;
  locationId?: string;
  assetTag?: string | null;
  udiDi?: string | null;
  productCode?: string | null;
  serialNumber?: string | null;
  manufacturer?: string | null;
  model?: string | null;
  softwareVersion?: string | null;
  /** YYYY-MM-DD */
  manufacturedOn?: string | null;
  receivedOn?: string | null;
  supplyChannel?: string | null;
  status?: string;
}
export interface DeviceRow {
  id: string;
  assetTag: string | null;
  serialNumber: string | null;
  siteId: string;
}

/** A pump in service: Spectrum, product code 35700BAX2, unless told otherwise. null leaves a fact out of its record. */
export async function createDevice(sql: TestSql, options: DeviceOptions = {}): Promise<DeviceRow> {
  const n = next();
  const or = <T>(value: T | undefined, standard: T): T => (value === undefined ? standard : value);
  const at = await moment(sql);
  return insert(
    sql,
    'device',
    {
      asset_tag: or(options.assetTag, `TAG-${n}`),
      udi_di: or(options.udiDi, null),
      product_code: or(options.productCode, '35700BAX2'),
      serial_number: or(options.serialNumber, String(2_000_000 + n)),
      manufacturer: or(options.manufacturer, 'Baxter'),
      model: or(options.model, 'Spectrum IQ'),
      software_version: or(options.softwareVersion, '8.00.01'),
      manufactured_on: or(options.manufacturedOn, '2018-05-01'),
      received_on: or(options.receivedOn, '2018-06-01'),
      supply_channel: or(options.supplyChannel, null),
      site_id: options.siteId ?? (await createSite(sql)).id,
      location_id: options.locationId,
      status: options.status,
      created_at: at,
      updated_at: at,
    },
    'id, asset_tag AS "assetTag", serial_number AS "serialNumber", site_id AS "siteId"',
  );
}

/** `count` pumps of one site; `of(n)` gives what differs, n from 0. */
export async function createDevices(
  sql: TestSql,
  count: number,
  options: DeviceOptions = {},
  of: (n: number) => DeviceOptions = () => ({}),
): Promise<DeviceRow[]> {
  const siteId = options.siteId ?? (await createSite(sql)).id;
  const devices: DeviceRow[] = [];
  for (let n = 0; n < count; n++) devices.push(await createDevice(sql, { ...options, siteId, ...of(n) }));
  return devices;
}
