import { z } from 'zod';
import { Day, Id, words } from './common.js';
import { DeviceDetail, PlaceRef } from './fleet.js';

export const Scan = z
  .object({
    code: words(500),
    /** the task that is about to be done: is it this pump? */
    taskId: Id.optional(),
    /** where the reader stands; a pump that was looked for is there from now on */
    siteId: Id.optional(),
    locationId: Id.optional(),
    /** true: typed from a list, nobody stands before the pump; then nothing is found by it */
    lookUp: z.boolean().optional(),
  })
  .meta({ id: 'Scan' });
export type Scan = z.infer<typeof Scan>;

/** What a barcode says: of a typed code, nothing. */
export const ScannedUdi = z.object({
  agency: z.enum(['GS1', 'HIBCC', 'ICCBBA']),
  udiDi: z.string().nullable(),
  serialNumber: z.string().nullable(),
  lot: z.string().nullable(),
  manufacturedOn: Day.nullable(),
  expiresOn: Day.nullable(),
  warnings: z.array(z.string()),
});
export type ScannedUdi = z.infer<typeof ScannedUdi>;

/** What is known of a pump that has no record, to begin a report with: from its barcode, and from pumps of the same UDI-DI. */
export const DeviceSuggestion = z.object({
  udiDi: z.string().nullable(),
  serialNumber: z.string().nullable(),
  productCode: z.string().nullable(),
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  manufacturedOn: Day.nullable(),
});
export type DeviceSuggestion = z.infer<typeof DeviceSuggestion>;

/** Several devices may fit; all that the caller may see are offered, the best match first. */
export const ScanAnswer = z
  .object({
    code: z.string(),
    udi: ScannedUdi.nullable(),
    matchedBy: z.enum(['asset-tag', 'udi-and-serial', 'serial-number', 'udi']).nullable(),
    devices: z.array(DeviceDetail),
    /** more fit than are given here */
    more: z.boolean(),
    /** where no record fits: what a report can begin with */
    suggestion: DeviceSuggestion.nullable(),
    /**
     * of a scan for a task: true, it is the pump of that task; false, it is another one, or none that is known; null,
     * the code fits several pumps and that of the task is among them, or the task is not about a pump
     */
    expected: z.boolean().nullable(),
    /**
     * a pump that was being looked for and is found by this scan, also one of another site: its search is over, and its
     * tasks that ended as cannot-locate open again
     */
    found: z
      .object({
        deviceId: Id,
        assetTag: z.string().nullable(),
        serialNumber: z.string().nullable(),
        site: PlaceRef,
        /** "found at …" */
        at: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'ScanAnswer' });
export type ScanAnswer = z.infer<typeof ScanAnswer>;
