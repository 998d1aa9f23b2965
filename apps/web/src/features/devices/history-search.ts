import type { historyKinds } from '#contracts/device-history';

type HistoryKind = (typeof historyKinds)[number];
/** What of a pump's history is shown, as it stands in the address. */
export interface DeviceSearch {
  kind?: HistoryKind;
  campaign?: string;
}

/** What an address says of it; the API knows the kinds. */
export function readDeviceSearch(search: Record<string, unknown>): DeviceSearch {
  const kind = search['kind'];
  const campaign = search['campaign'];
  return {
    ...(typeof kind === 'string' && /^[a-z][a-z-]{0,30}$/.test(kind) ? { kind: kind as HistoryKind } : {}),
    ...(typeof campaign === 'string' && /^[1-9]\d{0,18}$/.test(campaign) ? { campaign } : {}),
  };
}
