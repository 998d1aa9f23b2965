import type { CheckPump, CheckView, StartCheck } from '#contracts/closeout';

// Which pumps of a sample a person sees, and what is asked for when one is drawn: values alone.

export const pumpName = ({
  assetTag,
  serialNumber,
  deviceId,
}: Pick<CheckPump, 'assetTag' | 'serialNumber' | 'deviceId'>): string => assetTag ?? serialNumber ?? deviceId;

export type Shown = 'all' | 'left' | 'mine';

/** The rows of a sample as chosen: all, those not answered for, or those of them that are with this person. */
export function shownPumps(pumps: readonly CheckPump[], shown: Shown, personId: string): CheckPump[] {
  return pumps.filter(
    ({ result, assignee }) =>
      shown === 'all' || (result === null && (shown === 'left' || assignee?.id === personId)),
  );
}

/** The pump to check after this one: what is left with the same person, in the order of the sample. */
export function nextPump(
  checks: readonly CheckView[],
  after: CheckPump,
  personId: string,
): CheckPump | undefined {
  return checks
    .flatMap(({ pumps }) => shownPumps(pumps, 'mine', personId))
    .find(({ id, deviceId }) => id !== after.id && deviceId !== after.deviceId);
}

export interface SampleDraft {
  level: StartCheck['level'];
  by: 'percent' | 'size';
  percent: number | null;
  size: number | null;
}

/** The request as drafted; null: something is missing or out of its bounds. */
export function toStart({ level, by, percent, size }: SampleDraft): StartCheck | null {
  if (level === 'B') return percent !== null && percent > 10 && percent < 100 ? { level, percent } : null;
  if (level !== 'chosen') return { level };
  if (by === 'percent') return percent !== null && percent > 0 && percent <= 100 ? { level, percent } : null;
  return size !== null && Number.isInteger(size) && size >= 1 ? { level, sampleSize: size } : null;
}

/** A pump's tasks in the order of the plan; those of steps that the plan no longer has come last. */
export function inPlanOrder<T extends { stepKey: string }>(
  tasks: readonly T[],
  steps: ReadonlyArray<{ stepKey: string }>,
): T[] {
  const place = new Map(steps.map(({ stepKey }, at) => [stepKey, at]));
  const of = ({ stepKey }: T): number => place.get(stepKey) ?? steps.length;
  return tasks.toSorted((a, b) => of(a) - of(b));
}
