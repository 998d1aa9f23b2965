import { CreateDevice, type DeviceStatus, type DeviceView, PatchDevice } from '#contracts/fleet';

/** The record of a pump as a form has it: '' where nothing is known. */
export interface DeviceValues {
  assetTag: string;
  serialNumber: string;
  udiDi: string;
  productCode: string;
  manufacturer: string;
  model: string;
  softwareVersion: string;
  manufacturedOn: string;
  receivedOn: string;
  supplyChannel: string;
  siteId: string;
  locationId: string;
  status: DeviceStatus;
}
export type DeviceField = keyof DeviceValues;
export const deviceFields: readonly DeviceField[] = [
  'assetTag',
  'serialNumber',
  'udiDi',
  'productCode',
  'manufacturer',
  'model',
  'softwareVersion',
  'manufacturedOn',
  'receivedOn',
  'supplyChannel',
  'siteId',
  'locationId',
  'status',
];

export const emptyDevice = (siteId: string): DeviceValues => ({
  assetTag: '',
  serialNumber: '',
  udiDi: '',
  productCode: '',
  manufacturer: '',
  model: '',
  softwareVersion: '',
  manufacturedOn: '',
  receivedOn: '',
  supplyChannel: '',
  siteId,
  locationId: '',
  status: 'in-service',
});

/** The record as a form begins with it. */
export const valuesOf = (device: DeviceView): DeviceValues => ({
  assetTag: device.assetTag ?? '',
  serialNumber: device.serialNumber ?? '',
  udiDi: device.udiDi ?? '',
  productCode: device.productCode ?? '',
  manufacturer: device.manufacturer ?? '',
  model: device.model ?? '',
  softwareVersion: device.softwareVersion ?? '',
  manufacturedOn: device.manufacturedOn ?? '',
  receivedOn: device.receivedOn ?? '',
  supplyChannel: device.supplyChannel ?? '',
  siteId: device.site.id,
  locationId: device.location?.id ?? '',
  status: device.status,
});

const sent = (value: string): string | null => (value.trim() === '' ? null : value.trim());

/** What POST devices takes. */
export const newDevice = (values: DeviceValues): Record<string, string> =>
  Object.fromEntries(
    deviceFields.flatMap((field) => {
      const value = sent(values[field]);
      return value === null ? [] : [[field, value]];
    }),
  );

/**
 * What PATCH devices/:id takes: the fields that differ from what was seen, and nothing else, so that nobody's change of
 * another field is taken back. A blank erases. null: nothing differs.
 */
export function changesOf(
  seen: DeviceValues,
  values: DeviceValues,
): Partial<Record<DeviceField, string | null>> | null {
  const changed = deviceFields.filter((field) => sent(values[field]) !== sent(seen[field]));
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map((field) => [field, sent(values[field])]));
}

/** What the contract says against the values of a form, by field: a new record, or (with `seen`) a change of one. */
export function faultsOf(values: DeviceValues, seen: DeviceValues | null): Record<string, string> {
  const body = seen === null ? newDevice(values) : { ...changesOf(seen, values), version: 1 };
  const checked = (seen === null ? CreateDevice : PatchDevice).safeParse(body);
  const faults: Record<string, string> = {};
  for (const issue of checked.error?.issues ?? []) faults[String(issue.path[0])] ??= issue.message;
  return faults;
}

/** One field on which two people differ: what both saw, what it is now, and what I want. */
export interface Clash {
  field: DeviceField;
  seen: string;
  now: string;
  mine: string;
}

/**
 * Where two people changed one record. `clashes`: both changed the field, each to something else; a person decides.
 * `taken`: they alone changed it, and it stays. `merged`: theirs under mine, with mine where both did.
 */
export function mergeStale(
  seen: DeviceValues,
  mine: DeviceValues,
  now: DeviceValues,
): { clashes: Clash[]; taken: DeviceField[]; merged: DeviceValues } {
  const clashes: Clash[] = [];
  const taken: DeviceField[] = [];
  const merged: Record<string, string> = { ...now };
  for (const field of deviceFields) {
    const iDid = sent(mine[field]) !== sent(seen[field]);
    const theyDid = sent(now[field]) !== sent(seen[field]);
    if (iDid) merged[field] = mine[field];
    if (iDid && theyDid && sent(mine[field]) !== sent(now[field]))
      clashes.push({ field, seen: seen[field], now: now[field], mine: mine[field] });
    else if (theyDid && !iDid) taken.push(field);
  }
  return { clashes, taken, merged: merged as unknown as DeviceValues };
}
