import { z } from 'zod';
import { CampaignGap } from './campaigns.js';
import { Day, Id, Moment, pageOf, pageQuery, PersonRef } from './common.js';
import { reminderKinds, reminderStates } from './reminders.js';

const SiteRef = z.object({ id: Id, name: z.string() });

/** `site`: people with tasks at this site, with their counts there. */
export const CampaignPeopleQuery = z.object({ ...pageQuery, site: Id.optional() });
export type CampaignPeopleQuery = z.infer<typeof CampaignPeopleQuery>;

/** Somebody whose tasks these are: counts at the caller's sites, of the tasks assigned to this person now. */
export const CampaignPerson = z.object({
  person: PersonRef,
  /** the first three by name, of `siteCount`; none for somebody with the campaign's own tasks alone */
  sites: z.array(SiteRef),
  siteCount: z.int(),
  /** open counts waiting tasks too, as all counts of a campaign do */
  open: z.int(),
  late: z.int(),
  closed: z.int(),
  /** the earliest due day of an open task; null: nothing is open */
  oldestDueOn: Day.nullable(),
  /** the last e-mail about this campaign; null: none yet. `id` is null where it tells of sites that are not the caller's */
  lastReminder: z
    .object({
      id: Id.nullable(),
      kind: z.enum(reminderKinds),
      state: z.enum(reminderStates),
      createdAt: Moment,
      sentAt: Moment.nullable(),
    })
    .nullable(),
  /** their mail server takes nothing for this address any more */
  mailRefused: z.boolean(),
  active: z.boolean(),
});
export type CampaignPerson = z.infer<typeof CampaignPerson>;

/** GET campaigns/:id/people: most late tasks first, then most open ones. */
export const CampaignPeoplePage = pageOf(CampaignPerson).meta({ id: 'CampaignPeoplePage' });
export type CampaignPeoplePage = z.infer<typeof CampaignPeoplePage>;

export const CampaignRecipientsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(500),
});
export type CampaignRecipientsQuery = z.infer<typeof CampaignRecipientsQuery>;

/**
 * GET campaigns/:id/recipients of a draft: who will get how many tasks when it opens, by the fleet and the coverage as they
 * are now, at the sites the caller has been given. Most tasks first.
 */
export const CampaignRecipients = z
  .object({
    /** everybody; `items` holds as many as were asked for */
    people: z.int(),
    tasks: z.int(),
    devices: z.int(),
    items: z.array(
      z.object({
        person: PersonRef,
        tasks: z.int(),
        devices: z.int(),
        sites: z.array(SiteRef),
        siteCount: z.int(),
        steps: z.array(z.object({ stepKey: z.string(), title: z.string(), tasks: z.int() })),
        mailRefused: z.boolean(),
      }),
    ),
    /** tasks that nobody would get, as in the preview */
    gaps: z.array(CampaignGap),
  })
  .meta({ id: 'CampaignRecipients' });
export type CampaignRecipients = z.infer<typeof CampaignRecipients>;

/**
 * GET campaigns/:id/recipients/:personId/email of a draft: the e-mail that this person would get, were it opened now. Tasks
 * have no number before they are there, so that the links lead nowhere yet.
 */
export const RecipientEmail = z
  .object({ person: PersonRef, subject: z.string(), text: z.string(), html: z.string() })
  .meta({ id: 'RecipientEmail' });
export type RecipientEmail = z.infer<typeof RecipientEmail>;
