import { z } from 'zod';
import { Id, pageOf } from './common.js';
import { DeviceStatus } from './fleet.js';
import { criteria, deviceFacts, missingFacts, verdictValues } from './notices.js';

/**
 * printed-code-unnamed: devices have a code that the notice prints without naming it as affected.
 * notice-code-unmatched: no device has the code; `closest` is what the fleet has.
 * fleet-code-close: the notice does not name this code of the fleet, but one that is close to it.
 * udi-contradicts-code: the devices' product code is named, their UDI-DI is not (the UDI-DI decides).
 */
export const nearMissKinds = [
  'printed-code-unnamed',
  'notice-code-unmatched',
  'fleet-code-close',
  'udi-contradicts-code',
] as const;
export const NearMiss = z.object({
  /** the code as the notice prints it */
  code: z.string(),
  /** the code of the fleet that comes closest, and how many devices carry it */
  closest: z.string(),
  devices: z.int(),
  kind: z.enum(nearMissKinds),
  codeType: z.enum(['product-code', 'udi-di']),
  /** how many characters have to change */
  distance: z.int(),
  /** the notice names the closest code too, so that its devices are looked at anyway */
  alsoNamed: z.boolean(),
  alternatives: z.array(z.object({ code: z.string(), devices: z.int(), distance: z.int() })),
});
export type NearMiss = z.infer<typeof NearMiss>;

const FactCount = z.object({ fact: z.enum(missingFacts), devices: z.int() });
const verdictCounts = { affected: z.int(), possiblyAffected: z.int() };

export const PreviewView = z
  .object({
    ...verdictCounts,
    notAffected: z.int(),
    bySite: z.array(z.object({ siteId: Id, site: z.string(), ...verdictCounts, notAffected: z.int() })),
    byProduct: z.array(
      z.object({
        productId: Id,
        position: z.int(),
        name: z.string(),
        ...verdictCounts,
        needsReading: z.boolean(),
      }),
    ),
    /** facts that the records of possibly affected devices lack */
    missingFacts: z.array(FactCount),
    /** facts that are recorded but cannot be compared with what the notice says */
    doubtfulFacts: z.array(FactCount),
    nearMisses: z.array(NearMiss),
    /** codes of the notice that no device has, nor anything close to them */
    codesWithoutDevices: z.array(z.string()),
  })
  .meta({ id: 'CampaignPreview' });
export type PreviewView = z.infer<typeof PreviewView>;

export const CampaignDevice = z.object({
  id: Id,
  assetTag: z.string().nullable(),
  serialNumber: z.string().nullable(),
  productCode: z.string().nullable(),
  softwareVersion: z.string().nullable(),
  siteId: Id,
  site: z.string(),
  location: z.string().nullable(),
  verdict: z.enum(verdictValues),
  /** the affected product that gave the verdict */
  productId: Id.nullable(),
  productName: z.string().nullable(),
  deviceStatus: DeviceStatus,
  /** of this campaign; late ones are open too. Of a draft: 0 */
  openTasks: z.int(),
  lateTasks: z.int(),
  /** facts the record lacks: of a possibly affected device alone */
  missing: z.array(z.string()),
  /** facts that are recorded but cannot be compared with what the notice says */
  doubtful: z.array(z.string()).optional(),
});
export type CampaignDevice = z.infer<typeof CampaignDevice>;
export const CampaignDevicePage = pageOf(CampaignDevice).meta({ id: 'CampaignDevicePage' });
export type CampaignDevicePage = z.infer<typeof CampaignDevicePage>;

export const ExplainedClause = z.object({
  criterion: z.enum(criteria),
  /** what the notice asks for */
  expected: z.string(),
  /** what the record says; null: nothing */
  actual: z.string().nullable(),
  /** null: unknown */
  result: z.boolean().nullable(),
  reason: z.string(),
});
export type ExplainedClause = z.infer<typeof ExplainedClause>;

export const ExplanationView = z
  .object({
    verdict: z.enum(verdictValues),
    /** the product that gave the verdict; of a device not affected, the one that came closest */
    productId: Id.nullable(),
    productName: z.string().nullable(),
    clauses: z.array(ExplainedClause),
    missing: z.array(z.enum(missingFacts)),
    doubtful: z.array(z.enum(deviceFacts)),
    products: z.array(
      z.object({
        productId: Id,
        position: z.int(),
        name: z.string(),
        verdict: z.enum(verdictValues),
        clauses: z.array(ExplainedClause),
      }),
    ),
  })
  .meta({ id: 'Explanation' });
export type ExplanationView = z.infer<typeof ExplanationView>;
