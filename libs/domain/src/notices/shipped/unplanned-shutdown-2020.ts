import type { CreateNotice } from '#contracts/notices';

/** Corrosion of the rear-case pins and battery contacts: FDA class I recall, begun 2020-04-01. */
export const unplannedShutdown2020: CreateNotice = {
  title: 'SIGMA Spectrum (V6, V8) and Spectrum IQ pumps can shut down without an alarm on battery power',
  firm: 'Baxter Healthcare Corporation',
  class: 'I',
  action: 'correction',
  initiatedOn: '2020-04-01',
  recallNumbers: [],
  eventNumber: null,
  reason:
    'Cleaning in a way the operator’s manual does not foresee leaves residue on the electrical contacts or corrodes them. ' +
    'A pump that then runs on its battery alone can stop without warning, so that an infusion is delayed or interrupted. ' +
    '17,493 complaints, 16 serious injuries, no deaths; 553,443 pumps in the United States.',
  communications: [
    {
      date: '2020-04-01',
      kind: 'Safety Alert',
      summary: 'First word to customers: clean by the operator’s manual only.',
    },
    {
      date: '2020-08-28',
      kind: 'Urgent Device Correction',
      summary:
        'Inspect the rear-case pins and the battery contacts of every pump; have the firm service those with residue or ' +
        'corrosion; keep pumps plugged in and backup devices ready; return the reply form; pass the letter on to whoever has the pumps.',
    },
  ],
  affectedProducts: [
    {
      name: 'SIGMA Spectrum with Master Drug Library, version 6',
      productCodes: ['35700ABB', '35700BAX'],
      udiDis: [],
      manufactured: { from: '2005-01-01', to: '2020-05-13' },
      distributed: { from: '2008-07-01', to: '2020-07-14' },
    },
    {
      name: 'SIGMA Spectrum with Master Drug Library, version 8',
      productCodes: ['35700BAX2'],
      udiDis: [],
      manufactured: { from: '2014-07-01', to: null },
      distributed: { from: '2008-07-01', to: '2020-07-14' },
    },
    {
      // The notice prints 357009 among the products and 3570009- among the manufacturing dates; the pump's code is 3570009.
      name: 'Spectrum IQ with Dose IQ Safety Software, version 9',
      productCodes: ['3570009'],
      udiDis: [],
      printedCodes: ['357009', '3570009-'],
      manufactured: { from: '2018-04-12', to: null },
      distributed: { from: '2008-07-01', to: '2020-07-14' },
    },
  ],
  replyRoute: {
    kind: 'email',
    address:
      'the address in the letter; a pump bought from a distributor: the supplier’s own form, by its instructions',
  },
};
