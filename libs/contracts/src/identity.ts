import { z } from 'zod';
import { Id, Moment, pageOf, pageQuery, PersonRef, TimeZone, words } from './common.js';
import { LeaveView, SetLeave, StandingIn } from './leave.js';

export const roleNames = ['risk-manager', 'site-lead', 'technician', 'auditor', 'administrator'] as const;
export const RoleName = z.enum(roleNames);

/** Long enough that a guess is hopeless, with no other rule: NIST SP 800-63B advises against composition rules. */
export const MIN_PASSWORD = 12;
export const NewPassword = z
  .string()
  .min(MIN_PASSWORD, `has at least ${MIN_PASSWORD} characters`)
  .max(200, 'has at most 200 characters');

const Email = z.email().max(254);

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
/** A language tag of BCP 47: en-US, de-CH. It decides how days and numbers are written on the screen. */
export const Locale = z
  .string()
  .min(2)
  .max(35)
  .refine(isLocale, 'is not a language tag. Use one such as en-US');
const DigestHour = z.int().min(0).max(23);

export const SignIn = z
  .object({ email: z.string().min(1).max(254), password: z.string().min(1).max(1000) })
  .meta({ id: 'SignIn' });
export type SignIn = z.infer<typeof SignIn>;

/** Who is signed in, and what they may do. */
export const MeView = z
  .object({
    id: Id,
    email: z.string(),
    name: z.string(),
    role: RoleName,
    allSites: z.boolean(),
    /** the sites they are given; of a person with all sites, every one */
    sites: z.array(z.object({ id: Id, name: z.string() })),
    homeSiteId: Id.nullable(),
    timeZone: z.string().nullable(),
    digestHour: z.int().nullable(),
    /** null: that of the browser */
    locale: z.string().nullable(),
    /** set, now or still to come */
    leave: LeaveView.nullable(),
    /** whom they stand in for, now or still to come */
    standingInFor: z.array(StandingIn),
    /** the actions of the policy table that their role has */
    actions: z.array(z.string()),
  })
  .meta({ id: 'Me' });
export type MeView = z.infer<typeof MeView>;

/** GET session: who is signed in with this browser; null: nobody, which is no error here. */
export const SessionView = z.object({ me: MeView.nullable() }).meta({ id: 'Session' });
export type SessionView = z.infer<typeof SessionView>;

/** What a person decides about themself; what is left out stays. Name, e-mail, role and sites are an administrator's. */
export const PatchMe = z
  .object({
    /** null: that of the home site */
    timeZone: TimeZone.nullable(),
    digestHour: DigestHour.nullable(),
    locale: Locale.nullable(),
    leave: SetLeave.nullable(),
  })
  .partial()
  .strict()
  .meta({ id: 'PatchMe' });
export type PatchMe = z.infer<typeof PatchMe>;

export const ChangePassword = z
  .object({ currentPassword: z.string().min(1).max(1000), newPassword: NewPassword })
  .meta({ id: 'ChangePassword' });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const CreateToken = z
  .object({
    name: words(100).default('API token'),
    expiresAt: z.iso.datetime({ offset: true }).nullable().optional(),
  })
  .meta({ id: 'CreateToken' });
export type CreateToken = z.infer<typeof CreateToken>;

const token = {
  id: Id,
  name: z.string(),
  createdAt: Moment,
  expiresAt: Moment.nullable(),
  lastUsedAt: Moment.nullable(),
};
export const TokenView = z.object(token).meta({ id: 'Token' });
export type TokenView = z.infer<typeof TokenView>;
export const TokenPage = pageOf(TokenView).meta({ id: 'TokenPage' });
/** The answer to making one: the only time that the token itself is shown. */
export const NewTokenView = z.object({ ...token, token: z.string() }).meta({ id: 'NewToken' });
export type NewTokenView = z.infer<typeof NewTokenView>;

export const UserQuery = z.object({
  ...pageQuery,
  role: RoleName.optional(),
  /** people given this site, or all sites */
  site: Id.optional(),
  active: z.enum(['true', 'false']).optional(),
  /** part of a name or an e-mail address */
  q: z.string().max(100).optional(),
  /** true: says how many tasks each of them has open, at the sites the caller has been given */
  withLoad: z.enum(['true', 'false']).default('false'),
});
export type UserQuery = z.infer<typeof UserQuery>;

export const UserView = z
  .object({
    id: Id,
    version: z.int(),
    email: z.string(),
    name: z.string(),
    role: RoleName,
    allSites: z.boolean(),
    siteIds: z.array(Id),
    homeSiteId: Id.nullable(),
    lead: PersonRef.nullable(),
    timeZone: z.string().nullable(),
    digestHour: z.int().nullable(),
    locale: z.string().nullable(),
    leave: LeaveView.nullable(),
    active: z.boolean(),
    /** a password has been set */
    canSignIn: z.boolean(),
    /** of a list with withLoad=true: tasks of open campaigns that wait for this person; else null */
    load: z.object({ open: z.int(), late: z.int() }).nullable(),
    /** the mail server refused this address for good: reminders do not arrive */
    mailRefusedAt: Moment.nullable(),
    mailRefusedReason: z.string().nullable(),
    createdAt: Moment,
  })
  .meta({ id: 'User' });
export type UserView = z.infer<typeof UserView>;
export const UserPage = pageOf(UserView).meta({ id: 'UserPage' });

const facts = {
  email: Email,
  name: words(200),
  role: RoleName,
  allSites: z.boolean(),
  siteIds: z.array(Id).max(10_000),
  homeSiteId: Id.nullable(),
  /** whom their late work goes up to */
  leadId: Id.nullable(),
  /** null: that of the home site */
  timeZone: TimeZone.nullable(),
  digestHour: DigestHour.nullable(),
  locale: Locale.nullable(),
};

export const CreateUser = z
  .object({
    ...facts,
    allSites: facts.allSites.default(false),
    siteIds: facts.siteIds.default([]),
    homeSiteId: facts.homeSiteId.default(null),
    leadId: facts.leadId.default(null),
    timeZone: facts.timeZone.default(null),
    digestHour: facts.digestHour.default(null),
    locale: facts.locale.default(null),
    /** absent: the person cannot sign in yet, but gets reminders */
    password: NewPassword.optional(),
  })
  .meta({ id: 'CreateUser' });
export type CreateUser = z.infer<typeof CreateUser>;

export const PatchUser = z
  .object({
    ...z.object(facts).partial().shape,
    active: z.boolean().optional(),
    leave: SetLeave.nullable().optional(),
    password: NewPassword.optional(),
    version: z.int().min(1),
  })
  .meta({ id: 'PatchUser' });
export type PatchUser = z.infer<typeof PatchUser>;

export const ClockView = z.object({ now: Moment, movable: z.boolean() }).meta({ id: 'Clock' });
export type ClockView = z.infer<typeof ClockView>;
/** There is no way back, and from the year 10000 on nothing can be read any more: a slip of the keyboard must not end all. */
const CLOCK_ENDS = Date.UTC(2200, 0);
export const MoveClock = z
  .object({
    advanceTo: z.iso
      .datetime({ offset: true })
      .refine(
        (moment) => Date.parse(moment) < CLOCK_ENDS,
        'must be before the year 2200: the clock never goes back',
      ),
  })
  .meta({ id: 'MoveClock' });
export type MoveClock = z.infer<typeof MoveClock>;
