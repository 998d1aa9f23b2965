import type { PlanDefinition } from '#contracts/plans';
import { defaultCadence, defaultLadder, type PlanStep } from '#contracts/plans';

const verifyRecord: PlanStep = {
  key: 'verify-record',
  title: 'Verify the record',
  scope: 'device',
  startsOn: 'verification',
  instructions:
    'The record of this pump lacks a fact that the notice asks for. Go to the pump, read product code and serial number ' +
    'from its label and the software version from its start-up screen, and say whether the notice applies to it.',
  fields: [
    { key: 'productCode', label: 'Product code on the label', type: 'text', required: false },
    { key: 'udiDi', label: 'UDI-DI on the label', type: 'text', required: false },
    { key: 'serialNumber', label: 'Serial number on the label', type: 'text', required: false },
    { key: 'manufacturedOn', label: 'Date of manufacture', type: 'date', required: false },
    { key: 'receivedOn', label: 'Date received', type: 'date', required: false },
    {
      key: 'softwareVersion',
      label: 'Software version on the start-up screen',
      type: 'text',
      required: false,
    },
  ],
  outcomes: [
    { key: 'affected', label: 'The notice applies', starts: [] },
    { key: 'not-affected', label: 'The notice does not apply', starts: [] },
  ],
  prerequisites: [],
  dueDays: 3,
  assignTo: 'coverage',
};

const photo = {
  key: 'photo',
  label: 'Photograph of what was found',
  type: 'photo' as const,
  required: false,
};

/**
 * Baxter, unplanned shutdown from residue or corrosion on the rear-case pins and battery contacts (letters of
 * 2020-04-01 and 2020-08-28, Class I): inspect every pump, have the affected ones serviced, reply, pass the notice on.
 */
const corrosion: PlanDefinition = {
  key: 'corrosion',
  title: 'Inspect the contacts for corrosion',
  summary: 'Every pump is inspected; one with residue or corrosion is isolated and serviced by the firm.',
  cadence: defaultCadence,
  ladder: defaultLadder,
  steps: [
    verifyRecord,
    {
      key: 'inspect-contacts',
      title: 'Inspect the contacts',
      scope: 'device',
      startsOn: 'opening',
      instructions:
        'Look at the electrical pins on the rear case and at the contacts of the battery, with the battery taken out. ' +
        'Residue: any film, crystals or discolouring. Corrosion: pitting, green or white deposits, missing plating. ' +
        'Photograph whatever is not clean.',
      fields: [{ ...photo, askedFor: ['residue', 'corrosion-found'] }],
      outcomes: [
        { key: 'clean', label: 'Clean', starts: [] },
        { key: 'residue', label: 'Residue', starts: ['isolate'] },
        { key: 'corrosion-found', label: 'Corrosion found', starts: ['isolate'] },
      ],
      prerequisites: [],
      dueDays: 14,
      assignTo: 'coverage',
    },
    {
      key: 'isolate',
      title: 'Isolate the pump',
      scope: 'device',
      startsOn: 'outcome',
      instructions: 'Take the pump out of use, mark it, and bring it to the quarantine place of your site.',
      fields: [{ key: 'place', label: 'Where it stands now', type: 'text', required: false }],
      outcomes: [{ key: 'isolated', label: 'Isolated', starts: ['contact-service'], effect: 'isolate' }],
      prerequisites: [],
      dueDays: 1,
      assignTo: 'coverage',
    },
    {
      key: 'contact-service',
      title: 'Contact the firm for service',
      scope: 'device',
      startsOn: 'outcome',
      instructions: 'Ask the firm to service the pump and note the reference it gives you.',
      fields: [{ key: 'reference', label: 'Service reference', type: 'text', required: false }],
      outcomes: [{ key: 'service-arranged', label: 'Service arranged', starts: [] }],
      prerequisites: [],
      dueDays: 5,
      assignTo: 'coverage',
    },
    {
      key: 'confirm-backups',
      title: 'Confirm that backup devices are ready',
      scope: 'site',
      startsOn: 'opening',
      instructions:
        'Make sure that a backup pump is at hand wherever a critical medicine is infused, and that pumps stay plugged in where possible.',
      fields: [],
      outcomes: [{ key: 'confirmed', label: 'Confirmed', starts: [] }],
      prerequisites: [],
      dueDays: 3,
      assignTo: 'site-lead',
    },
    {
      key: 'return-reply-form',
      title: 'Return the reply form',
      scope: 'site',
      startsOn: 'opening',
      instructions:
        'Fill in the customer reply form and send it to the address in the letter. Pumps bought from a distributor: use the distributor’s own form.',
      fields: [{ key: 'sentTo', label: 'Sent to', type: 'text', required: false }],
      outcomes: [{ key: 'returned', label: 'Returned', starts: [] }],
      prerequisites: [],
      dueDays: 10,
      assignTo: 'site-lead',
    },
    {
      key: 'forward-notice',
      title: 'Forward the notice',
      scope: 'site',
      startsOn: 'opening',
      instructions: 'Send the notice to every facility or end user that may have pumps of yours.',
      fields: [{ key: 'forwardedTo', label: 'Forwarded to', type: 'text', required: false }],
      outcomes: [
        { key: 'forwarded', label: 'Forwarded', starts: [] },
        { key: 'nobody-else', label: 'Nobody else has our pumps', starts: [] },
      ],
      prerequisites: [],
      dueDays: 5,
      assignTo: 'site-lead',
    },
  ],
};

/**
 * Baxter, mismatched software on V6 and V8 platforms (letter of 2025-06-20): find and isolate the listed pumps, compare
 * the version on the start-up screen with the platform, return those that do not match.
 */
const mismatchedSoftware: PlanDefinition = {
  key: 'mismatched-software',
  title: 'Isolate and verify the software version',
  summary:
    'Listed pumps are isolated, their software is compared with their platform, and mismatches go back to the firm.',
  cadence: defaultCadence,
  ladder: defaultLadder,
  steps: [
    verifyRecord,
    {
      key: 'isolate',
      title: 'Locate and isolate the pump',
      scope: 'device',
      startsOn: 'opening',
      instructions: 'Find the pump by the serial number on its bottom label, take it out of use and mark it.',
      fields: [{ key: 'place', label: 'Where it stands now', type: 'text', required: false }],
      outcomes: [{ key: 'isolated', label: 'Isolated', starts: [], effect: 'isolate' }],
      prerequisites: [],
      dueDays: 2,
      assignTo: 'coverage',
    },
    {
      key: 'verify-software-version',
      title: 'Verify the software version',
      scope: 'device',
      startsOn: 'opening',
      instructions:
        'Switch the pump on and type in the software version that the start-up screen shows. Software of a V6 pump starts with 6, that of a V8 pump with 8.',
      fields: [
        {
          key: 'softwareVersion',
          label: 'Software version on the start-up screen',
          type: 'text',
          required: true,
        },
      ],
      outcomes: [
        {
          key: 'matches',
          label: 'Matches the platform',
          starts: ['release-from-isolation'],
          effect: 'record-software',
        },
        {
          key: 'mismatch',
          label: 'Does not match the platform',
          starts: ['return-device'],
          effect: 'record-software',
        },
      ],
      derivedOutcome: {
        rule: 'software-matches-platform',
        field: 'softwareVersion',
        matches: 'matches',
        mismatch: 'mismatch',
        platforms: [
          {
            name: 'V6',
            productCodes: ['35700BAX', '35700ABB'],
            udiDis: ['00085412091570'],
            versions: ['6.x'],
          },
          { name: 'V8', productCodes: ['35700BAX2'], udiDis: ['00085412498683'], versions: ['8.x'] },
          { name: 'V9', productCodes: ['3570009'], udiDis: ['00085412610900'], versions: ['9.x'] },
        ],
      },
      prerequisites: ['isolate'],
      dueDays: 5,
      assignTo: 'coverage',
    },
    {
      key: 'return-device',
      title: 'Return the pump',
      scope: 'device',
      startsOn: 'outcome',
      instructions: 'Arrange the return with the firm, for replacement or refund, and send the pump.',
      fields: [
        {
          key: 'remedy',
          label: 'Remedy',
          type: 'choice',
          required: false,
          choices: ['replacement', 'refund'],
        },
        { key: 'reference', label: 'Return reference', type: 'text', required: false },
      ],
      outcomes: [{ key: 'returned', label: 'Returned', starts: [], effect: 'return-to-firm' }],
      prerequisites: [],
      dueDays: 14,
      assignTo: 'coverage',
    },
    {
      key: 'release-from-isolation',
      title: 'Release the pump from isolation',
      scope: 'device',
      startsOn: 'outcome',
      instructions:
        'The software matches the platform: take the mark off and give the pump back to its location.',
      fields: [],
      outcomes: [{ key: 'released', label: 'Released', starts: [], effect: 'release' }],
      prerequisites: [],
      dueDays: 2,
      assignTo: 'coverage',
    },
    {
      key: 'return-reply-form',
      title: 'Return the reply to the firm, and to the supplier where it wrote too',
      scope: 'site',
      startsOn: 'opening',
      instructions:
        'Answer the firm as its letter says. Where a supplier sent a letter of its own, answer that one too.',
      fields: [
        {
          key: 'supplierAnswered',
          label: 'A supplier wrote too, and was answered',
          type: 'yes-no',
          required: false,
        },
      ],
      outcomes: [{ key: 'returned', label: 'Returned', starts: [] }],
      prerequisites: [],
      dueDays: 10,
      assignTo: 'site-lead',
    },
  ],
};

/**
 * Baxter, reduced or no delivery after an upstream occlusion (Urgent Safety Communication of 2021-12-29, Z-0529-2022 and
 * Z-0530-2022, Class I): brief the staff, acknowledge on the firm's portal, watch for the follow-up announced for March.
 */
const upstreamOcclusion: PlanDefinition = {
  key: 'upstream-occlusion',
  title: 'Brief the staff on upstream occlusion',
  summary:
    'Nothing is done to the pumps: staff are briefed, the firm is answered, the announced follow-up is watched for.',
  cadence: defaultCadence,
  ladder: defaultLadder,
  steps: [
    verifyRecord,
    {
      key: 'brief-staff',
      title: 'Brief the staff',
      scope: 'site',
      startsOn: 'opening',
      instructions:
        'Brief everyone who sets up infusions: inspect the line and clear any occlusion before RUN/STOP is pressed, and watch the drip chamber after starting.',
      fields: [{ key: 'people', label: 'People briefed', type: 'number', required: false }],
      outcomes: [{ key: 'briefed', label: 'Briefed', starts: [] }],
      prerequisites: [],
      dueDays: 7,
      assignTo: 'nurse-educator',
    },
    {
      key: 'acknowledge-on-portal',
      title: 'Acknowledge on the firm’s portal',
      scope: 'site',
      startsOn: 'opening',
      instructions: 'Acknowledge receipt on the firm’s customer portal and note the reference.',
      fields: [{ key: 'reference', label: 'Reference', type: 'text', required: false }],
      outcomes: [{ key: 'acknowledged', label: 'Acknowledged', starts: [] }],
      prerequisites: [],
      dueDays: 5,
      assignTo: 'site-lead',
    },
    {
      key: 'watch-for-follow-up',
      title: 'Watch for the announced follow-up',
      scope: 'campaign',
      startsOn: 'opening',
      instructions:
        'The firm announced updated instructions for use and a software update. Close this when the letter has come.',
      fields: [{ key: 'receivedOn', label: 'Received on', type: 'date', required: false }],
      outcomes: [{ key: 'follow-up-received', label: 'The follow-up has come', starts: [] }],
      prerequisites: [],
      dueDays: 90,
      assignTo: 'risk-manager',
    },
  ],
};

/** The plans that come with Closeout, one per notice that it ships with. A hospital makes versions of its own. */
export const shippedPlans: PlanDefinition[] = [corrosion, mismatchedSoftware, upstreamOcclusion];
