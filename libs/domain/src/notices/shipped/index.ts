import type { CreateNotice } from '#contracts/notices';
import { mismatchedSoftware2025 } from './mismatched-software-2025.js';
import { unplannedShutdown2020 } from './unplanned-shutdown-2020.js';
import { upstreamOcclusion2021 } from './upstream-occlusion-2021.js';

export const shippedNoticeKeys = [
  'unplanned-shutdown-2020',
  'mismatched-software-2025',
  'upstream-occlusion-2021',
] as const;
export type ShippedNoticeKey = (typeof shippedNoticeKeys)[number];

/** The real notices that come with Closeout, each with the key of the plan that answers it. */
export const shippedNotices: ReadonlyArray<{ key: ShippedNoticeKey; planKey: string; notice: CreateNotice }> =
  [
    { key: 'unplanned-shutdown-2020', planKey: 'corrosion', notice: unplannedShutdown2020 },
    { key: 'mismatched-software-2025', planKey: 'mismatched-software', notice: mismatchedSoftware2025 },
    { key: 'upstream-occlusion-2021', planKey: 'upstream-occlusion', notice: upstreamOcclusion2021 },
  ];
