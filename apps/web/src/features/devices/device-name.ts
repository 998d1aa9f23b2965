import type { DeviceView } from '#contracts/fleet';
import { devices as texts } from '../../texts/en/devices';

type Named = Pick<DeviceView, 'assetTag' | 'serialNumber'>;

/** How a person speaks of a pump: its asset tag, else its serial number. */
export const deviceName = ({ assetTag, serialNumber }: Named): string =>
  assetTag ?? serialNumber ?? texts.noTag;

/** "Ward 1, North". */
export const placeOf = ({ site, location }: Pick<DeviceView, 'site' | 'location'>): string =>
  location === null ? site.name : `${location.name}, ${site.name}`;
