import { codeKey, udiKey } from '#contracts/codes';
import type { DeviceView } from '#contracts/fleet';
import type { OfflineStep, OfflineTask, TaskView } from '#contracts/tasks';
import { parseUdi } from '#contracts/udi';

// What a phone knows by itself, as rules over values.

/** The tasks with what they share with all tasks of their step. A task whose step did not come along is left out. */
export function joinTasks(tasks: readonly OfflineTask[], steps: readonly OfflineStep[]): TaskView[] {
  const keyOf = (of: { campaignId: string; stepKey: string }): string => `${of.campaignId} ${of.stepKey}`;
  const byKey = new Map(steps.map((step) => [keyOf(step), step]));
  return tasks.flatMap((task) => {
    const step = byKey.get(keyOf(task));
    return step === undefined ? [] : [{ ...step, ...task }];
  });
}

const same = (one: string | null, other: string | null): boolean => one !== null && one === other;

/**
 * The pumps on this phone that a code fits, by the rules of the server (ScanService): a barcode by UDI-DI and serial
 * number, anything else as an asset tag, a serial number and a UDI-DI, in this order; the first that fits decides.
 */
export function findKept(devices: readonly DeviceView[], code: string): DeviceView[] {
  const udi = parseUdi(code);
  const bySerial = (serial: string | null) => (device: DeviceView) =>
    same(codeKey(device.serialNumber), codeKey(serial));
  const byUdi = (given: string | null) => (device: DeviceView) => same(udiKey(device.udiDi), udiKey(given));
  const attempts: Array<(device: DeviceView) => boolean> = [];
  if (udi === null) {
    const plain = code.trim();
    attempts.push((device) => same(codeKey(device.assetTag), codeKey(plain)), bySerial(plain), byUdi(plain));
  } else {
    const { serialNumber, udiDi } = udi;
    if (serialNumber !== null && udiDi !== null)
      attempts.push((device) => byUdi(udiDi)(device) && bySerial(serialNumber)(device));
    if (serialNumber !== null) attempts.push(bySerial(serialNumber));
    else if (udiDi !== null) attempts.push(byUdi(udiDi));
  }
  for (const fits of attempts) {
    const found = devices.filter(fits);
    if (found.length > 0) return found;
  }
  return [];
}
