import { queryOptions } from '@tanstack/react-query';
import type { DeviceDetail } from '#contracts/fleet';
import type { ScanAnswer } from '#contracts/scan';
import type { ExplanationView } from '#contracts/matching';
import { request } from '#web/api';

/** Whatever changes a pump invalidates all below this. */
export const DEVICES = ['devices'] as const;
/** Why pumps have their verdicts; the id of a campaign below it. */
export const EXPLANATIONS = [...DEVICES, 'explanation'] as const;

export const deviceQuery = (id: string) =>
  queryOptions({
    queryKey: [...DEVICES, 'one', id],
    queryFn: ({ signal }) => request<DeviceDetail>('GET', `devices/${id}`, { signal }),
  });

/** A barcode, or a whole number typed instead: which pumps it means. Asked as a question, so it may be repeated. */
export const scanQuery = (code: string) =>
  queryOptions({
    queryKey: [...DEVICES, 'scan', code],
    queryFn: ({ signal }) => request<ScanAnswer>('POST', 'scan', { body: { code }, signal }),
  });

export const explanationQuery = (campaignId: string, deviceId: string) =>
  queryOptions({
    queryKey: [...EXPLANATIONS, campaignId, deviceId],
    queryFn: ({ signal }) =>
      request<ExplanationView>('GET', `campaigns/${campaignId}/devices/${deviceId}/explanation`, { signal }),
  });
