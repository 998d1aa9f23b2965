import { z } from 'zod';
import { codeKey, rangeProblem, udiKey } from './codes.js';
import { Day, Id, Moment, pageOf, pageQuery, PersonRef, RecallClass, text } from './common.js';
import { type DeviceFact, deviceFacts } from './device-facts.js';

export const noticeActions = ['correction', 'removal', 'safety-communication'] as const;
export const replyKinds = ['email', 'portal', 'distributor', 'none'] as const;
export const verdictValues = ['affected', 'possibly-affected', 'not-affected'] as const;
export type Verdict = (typeof verdictValues)[number];

export { type DeviceFact, deviceFacts };
/** What a verdict may lack: those facts, and the day on which the firm shipped the device, which no record has. */
export const missingFacts = [...deviceFacts, 'distributedOn'] as const;
export type MissingFact = (typeof missingFacts)[number];
export const criteria = ['identity', 'serial', 'manufactured', 'distributed', 'software'] as const;
export type CriterionName = (typeof criteria)[number];

/** Kept as printed, blanks included, and not blank alone. */
const words = (max: number) => text(max).refine((value) => value.trim() !== '', 'must not be empty');
/** A code or serial as printed; at least one letter or digit, else nothing can be compared with it. */
const code = text(200).refine((value) => codeKey(value) !== null, 'needs a letter or a digit');

/** A day, or a month where the notice gives no day ("2022-03"). */
export const DayOrMonth = z
  .string()
  .refine(
    (value) => /^\d{4}-(?:0[1-9]|1[0-2])$/.test(value) || Day.safeParse(value).success,
    'must be a day (2020-08-28) or a month (2022-03)',
  );

export const Communication = z.object({
  date: DayOrMonth,
  kind: words(200),
  summary: text(10_000).default(''),
});

/** Inclusive; null: open at that end ("07/01/2014 – Present"). */
const DayRange = z
  .object({ from: Day.nullish(), to: Day.nullish() })
  .refine(({ from, to }) => !from || !to || from <= to, {
    message: 'must not end before it begins',
    path: ['to'],
  });

const SerialNumbers = z
  .object({
    list: z.array(code).max(1_000_000).optional(),
    ranges: z
      .array(z.tuple([code, code]))
      .max(10_000)
      .optional(),
  })
  .superRefine(({ list = [], ranges = [] }, issues) => {
    if (list.length + ranges.length === 0) {
      issues.addIssue({
        code: 'custom',
        path: [],
        message: 'give a list or ranges, or leave it out: all serials',
      });
    }
    for (const [index, [from, to]] of ranges.entries()) {
      const problem = rangeProblem(from, to);
      if (problem !== null) issues.addIssue({ code: 'custom', path: ['ranges', index], message: problem });
    }
  });

const SoftwareVersions = z
  .object({
    /** versions ("8.01.01") or every version of a branch ("6.x") */
    include: z.array(words(100)).max(1000).optional(),
    exclude: z.array(words(100)).max(1000).optional(),
  })
  .refine(({ include = [], exclude = [] }) => include.length + exclude.length > 0, {
    message: 'name versions to include or to exclude, or leave it out: all versions',
  });

const productShape = {
  name: words(500),
  productCodes: z.array(code).max(2000).default([]),
  udiDis: z.array(code).max(2000).default([]),
  /** absent: all */
  serialNumbers: SerialNumbers.nullish(),
  manufactured: DayRange.nullish(),
  distributed: DayRange.nullish(),
  softwareVersions: SoftwareVersions.nullish(),
  /** codes as the notice prints them, where they are not (or not so) among productCodes; compared for near misses alone */
  printedCodes: z.array(code).max(200).optional(),
  /** words on lots, serials or versions that no program could read exactly; a person has to. Until then nothing is excluded by serial */
  unread: z.object({ text: words(100_000), reason: text(1000) }).nullish(),
};

/** An affected product as it is kept; one that was imported from free text may lack every code. */
export const ProductCriteria = z.object(productShape);
export type ProductCriteria = z.infer<typeof ProductCriteria>;

const AffectedProduct = ProductCriteria.refine(
  ({ productCodes, udiDis }) => productCodes.length + udiDis.length > 0,
  { message: 'needs at least one product code or UDI-DI', path: ['productCodes'] },
);

/**
 * How the products of a later letter stand to those so far. replace: they are all there are; add: they come besides;
 * limit: each takes the place of the one of the same name (of several, in their order), and the others stay.
 */
export const scopeChanges = ['replace', 'add', 'limit'] as const;

/**
 * A later letter of a notice. With `affectedProducts` it makes a new version of the scope, which changes nothing in a
 * campaign until it is applied there (POST campaigns/:id/apply). `plan`: by which version of a plan its instructions
 * are followed.
 */
export const AddCommunication = Communication.extend({
  affectedProducts: z.array(AffectedProduct).min(1).max(500).optional(),
  scopeChange: z.enum(scopeChanges).optional(),
  plan: z.object({ key: words(60), version: z.int().min(1) }).optional(),
})
  .refine(
    ({ affectedProducts, scopeChange }) => scopeChange === undefined || affectedProducts !== undefined,
    {
      message: 'goes with affectedProducts',
      path: ['scopeChange'],
    },
  )
  .meta({ id: 'AddCommunication' });
export type AddCommunication = z.infer<typeof AddCommunication>;

const noticeShape = {
  title: words(1000),
  firm: words(500),
  class: RecallClass.default(null),
  action: z.enum(noticeActions),
  initiatedOn: Day.nullish(),
  recallNumbers: z.array(words(100)).max(500).default([]),
  eventNumber: words(100).nullish(),
  reason: text(20_000).default(''),
  communications: z.array(Communication).max(100).default([]),
  replyRoute: z.object({ kind: z.enum(replyKinds), address: text(1000).nullish() }).nullish(),
};

export const CreateNotice = z
  .object({ ...noticeShape, affectedProducts: z.array(AffectedProduct).min(1).max(500) })
  .meta({ id: 'CreateNotice' });
export type CreateNotice = z.infer<typeof CreateNotice>;
/** What may be sent: fields with a default may be left out. */
export type CreateNoticeInput = z.input<typeof CreateNotice>;

/** As CreateNotice, but a product may lack every code: what an import from free text gives. */
export const ImportedNotice = z.object({
  ...noticeShape,
  affectedProducts: z.array(ProductCriteria).min(1).max(500),
});
export type ImportedNotice = z.infer<typeof ImportedNotice>;

/**
 * "Use this code": POST notices/:id/affected-products/:position/codes. The notice is read as if it named this code too;
 * what it prints stays as it is. Possible until a campaign over the notice is opened.
 */
export const AddProductCode = z
  .object({
    productCode: code.optional(),
    udiDi: code.refine((value) => udiKey(value) !== null, 'is not a UDI-DI that can be compared').optional(),
    /** the printed code that it is meant by: the near miss */
    insteadOf: code.optional(),
  })
  .refine(({ productCode, udiDi }) => (productCode === undefined) !== (udiDi === undefined), {
    message: 'give either a product code or a UDI-DI',
    path: ['productCode'],
  })
  .meta({ id: 'AddProductCode' });
export type AddProductCode = z.infer<typeof AddProductCode>;

/** A code that a person added to an affected product. One of productCode and udiDi is null. */
export const AddedCode = z.object({
  id: Id,
  productCode: z.string().nullable(),
  udiDi: z.string().nullable(),
  insteadOf: z.string().nullable(),
  addedBy: PersonRef,
  addedAt: Moment,
});
export type AddedCode = z.infer<typeof AddedCode>;

/** productCodes and udiDis are what the notice prints; matching reads addedCodes besides. */
export const AffectedProductView = ProductCriteria.extend({
  id: Id,
  position: z.int(),
  /** by hand, oldest first; DELETE notices/:id/affected-products/:position/codes/:codeId takes one back */
  addedCodes: z.array(AddedCode),
  /** a person has to read what no program could */
  needsReading: z.boolean(),
});

export const CommunicationView = z.object({
  id: Id,
  date: DayOrMonth,
  kind: z.string(),
  summary: z.string(),
  createdAt: Moment,
  /** the version of the scope that holds with this letter */
  scopeVersion: z.int(),
  /** how it changed the scope; null: not at all */
  scopeChange: z.enum(scopeChanges).nullable(),
  plan: z.object({ key: z.string(), version: z.int() }).nullable(),
});
export type CommunicationView = z.infer<typeof CommunicationView>;

export const NoticeRef = z.object({ id: Id, title: z.string(), firm: z.string() });
export type NoticeRef = z.infer<typeof NoticeRef>;

/** Every version of what a notice is about, oldest first. communicationId null: as it was entered. */
export const NoticeScopes = z
  .object({
    items: z.array(
      z.object({
        version: z.int(),
        communicationId: Id.nullable(),
        affectedProducts: z.array(AffectedProductView),
      }),
    ),
  })
  .meta({ id: 'NoticeScopes' });
export type NoticeScopes = z.infer<typeof NoticeScopes>;

/** By what two notices are taken for letters of one event, strongest first. */
export const sameEventSigns = ['event-number', 'recall-number', 'firm-and-products'] as const;
export const SameEvent = z
  .object({
    items: z.array(
      NoticeRef.extend({
        signs: z.array(z.enum(sameEventSigns)),
        /** the codes that both name, at most 20 */
        sharedCodes: z.array(z.string()),
        attachedTo: Id.nullable(),
        /** those of it that the caller may see */
        campaigns: z.array(z.object({ id: Id, title: z.string(), status: z.string() })),
      }),
    ),
    /** those that look like it too, and were told apart from it by a person */
    toldApart: z.array(NoticeRef).optional(),
  })
  .meta({ id: 'SameEvent' });
export type SameEvent = z.infer<typeof SameEvent>;

/** POST notices/:id/attach: the notice is worked under `to` from now on; null: it stands for itself again. */
export const AttachNotice = z.object({ to: Id.nullable() }).meta({ id: 'AttachNotice' });
export type AttachNotice = z.infer<typeof AttachNotice>;

/** POST notices/:id/tell-apart: `from` is about something else, whatever they share; apart false: it is asked again. */
export const TellApart = z.object({ from: Id, apart: z.boolean().default(true) }).meta({ id: 'TellApart' });
export type TellApart = z.infer<typeof TellApart>;

const summaryShape = {
  id: Id,
  key: z.string().nullable(),
  title: z.string(),
  firm: z.string(),
  class: RecallClass,
  action: z.enum(noticeActions),
  initiatedOn: Day.nullable(),
  recallNumbers: z.array(z.string()),
  eventNumber: z.string().nullable(),
  /** where it came from: "shipped", "openFDA", or null when a person wrote it */
  source: z.string().nullable(),
  needsReading: z.boolean(),
  createdAt: Moment,
};

export const NoticeView = z
  .object({
    ...summaryShape,
    reason: z.string(),
    communications: z.array(CommunicationView),
    /** as the newest letter has it; those of before: GET notices/:id/scopes */
    affectedProducts: z.array(AffectedProductView),
    scopeVersion: z.int(),
    /** the notice of the same event under which this one is worked; null: it stands for itself */
    attachedTo: NoticeRef.nullable(),
    /** notices of the same event that are worked under this one */
    attached: z.array(NoticeRef),
    replyRoute: z.object({ kind: z.enum(replyKinds), address: z.string().nullish() }).nullable(),
  })
  .meta({ id: 'Notice' });
export type NoticeView = z.infer<typeof NoticeView>;

export const NoticeSummary = z
  .object({ ...summaryShape, products: z.int(), communications: z.int() })
  .meta({ id: 'NoticeSummary' });
export type NoticeSummary = z.infer<typeof NoticeSummary>;
export const NoticePage = pageOf(NoticeSummary).meta({ id: 'NoticePage' });

export const NoticeListQuery = z.object({
  ...pageQuery,
  /** words in the title, firm, recall or event number, product name or code */
  search: z.string().max(200).optional(),
});
export type NoticeListQuery = z.infer<typeof NoticeListQuery>;
