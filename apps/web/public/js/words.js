// How values are written. Language and form are those of the e-mails, so that both say the same.

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const momentFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** Some browsers write "Sept", the e-mails "Sep". */
const shortMonth = (text) => text.replace('Sept', 'Sep');

/** '2020-09-03' → 'Thu 3 Sep 2020' */
export const day = (iso) => shortMonth(dayFormat.format(new Date(`${iso}T00:00:00Z`)).replaceAll(',', ''));
/** A moment in the reader's own time zone: '3 Sep 2020, 14:05' */
export const moment = (iso) => shortMonth(momentFormat.format(new Date(iso)));
export const count = (number) => Number(number).toLocaleString('en-US');
export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

/** 'cannot-locate' → 'Cannot locate'; 'softwareVersion' → 'Software version' */
export function spoken(key) {
  const words = key
    .replaceAll('-', ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const classInWords = (recallClass) => (recallClass === null ? 'No class yet' : `Class ${recallClass}`);

/** The facts of a device's record that criteria look at. */
export const factInWords = (fact) =>
  ({
    productCode: 'product code',
    udiDi: 'UDI-DI',
    serialNumber: 'serial number',
    manufacturedOn: 'date of manufacture',
    receivedOn: 'date received',
    softwareVersion: 'software version',
  })[fact] ?? spoken(fact).toLowerCase();

export const deviceName = (device) =>
  device.assetTag ?? (device.serialNumber === null ? `Pump ${device.id}` : `Serial ${device.serialNumber}`);

export const deviceDetail = (device) =>
  [
    device.assetTag !== null && device.serialNumber !== null ? `serial ${device.serialNumber}` : null,
    device.model ?? device.productCode,
  ]
    .filter(Boolean)
    .join(', ');

/** What a task is about: its pump, its site, or its campaign. */
export function subjectOf({ device, site, campaignTitle }) {
  if (device !== null) return deviceName(device);
  return site === null ? campaignTitle : 'The site as a whole';
}

/** Where a task is done. */
export function taskPlace(task) {
  const place = [task.site?.name, task.device?.location].filter(Boolean).join(', ');
  return place === '' ? 'The whole campaign' : place;
}

/** An outcome as the step labels it; the two that every step has are spoken as they are. */
export const outcomeInWords = (task, outcome) => task.outcomeLabels[outcome] ?? spoken(outcome);
