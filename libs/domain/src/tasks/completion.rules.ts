import { type DeviceFact, deviceFacts } from '#contracts/notices';
import type { PlanOutcome, PlanStep } from '#contracts/plans';
import { deviceIdentifier } from '#contracts/udi';
import type { IsolationEffect, TaskEffect } from '#domain/fleet';
import { codeKey, softwareMatches, udiKey } from '#domain/notices';
import type { CompletedStep } from './task-lifecycle.js';
import type { TaskRow } from './task.queries.js';

type Identity = Pick<TaskRow, 'product_code' | 'udi_di'>;

/** The platform's rule of a step for one pump: null when its platform is not among the plan's. */
export function platformRule(step: PlanStep, device: Identity): (version: string) => boolean | null {
  const udi = device.udi_di === null ? null : udiKey(device.udi_di);
  const code = device.product_code === null ? null : codeKey(device.product_code);
  const platform = step.derivedOutcome?.platforms.find(
    (candidate) =>
      candidate.udiDis.some((known) => udi !== null && udiKey(known) === udi) ||
      candidate.productCodes.some((known) => code !== null && codeKey(known) === code),
  );
  return (version) => (platform === undefined ? null : softwareMatches(version, platform.versions));
}

export type VerifiedFacts = Partial<Record<DeviceFact, string>>;

/** Of the fields typed in, those that are facts of the device's record. */
export function factsOf(fields: CompletedStep['fields']): VerifiedFacts {
  const facts: VerifiedFacts = {};
  for (const fact of deviceFacts) {
    const value = fields[fact];
    // whoever scans the label into this field gives the whole UDI
    if (typeof value === 'string') facts[fact] = fact === 'udiDi' ? deviceIdentifier(value) : value;
  }
  return facts;
}

/** What closing a task does to the device's record: none for a step of a site. */
export function effectOf(row: TaskRow, step: PlanStep, completed: CompletedStep): TaskEffect[] {
  if (row.device_id === null) return [];
  const effect = completed.definition?.effect;
  return [
    {
      deviceId: row.device_id,
      campaignId: row.campaign_id,
      ...(isolates(effect) ? { effect } : {}),
      // nobody read anything from a pump that was not found
      facts:
        completed.definition === null
          ? {}
          : step.startsOn === 'verification'
            ? factsOf(completed.fields)
            : softwareOf(completed.fields),
      // not-applicable says nothing about where the pump is
      located:
        completed.outcome === 'cannot-locate'
          ? false
          : completed.outcome === 'not-applicable'
            ? undefined
            : true,
    },
  ];
}

/** Whether an effect decides on the isolation of the device. */
export const isolates = (effect: PlanOutcome['effect']): effect is IsolationEffect =>
  effect === 'isolate' || effect === 'release' || effect === 'return-to-firm';

const softwareOf = (fields: CompletedStep['fields']): VerifiedFacts =>
  typeof fields.softwareVersion === 'string' ? { softwareVersion: fields.softwareVersion } : {};
