import { derivedOutcome } from '#contracts/derived-outcome';
import { type DeviceFact, deviceFacts } from '#contracts/notices';
import type { PlanOutcome, PlanStep } from '#contracts/plans';
import { deviceIdentifier } from '#contracts/udi';
import type { IsolationEffect, TaskEffect } from '#domain/fleet';
import type { CompletedStep } from './task-lifecycle.js';
import type { TaskRow } from './task.queries.js';

type Identity = Pick<TaskRow, 'product_code' | 'udi_di'>;

/** The rule of a step for one pump: the outcome that follows from a version typed in, else null. */
export const outcomeRule =
  (step: PlanStep, device: Identity) =>
  (version: string): string | null =>
    derivedOutcome(step.derivedOutcome, { productCode: device.product_code, udiDi: device.udi_di }, version);

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

/** Of the fields typed in, those that closing the step records on the device: of a verification every fact, else its software. */
export const factsRecorded = (step: PlanStep, fields: CompletedStep['fields']): VerifiedFacts =>
  step.startsOn === 'verification' ? factsOf(fields) : softwareOf(fields);

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
      facts: completed.definition === null ? {} : factsRecorded(step, completed.fields),
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
