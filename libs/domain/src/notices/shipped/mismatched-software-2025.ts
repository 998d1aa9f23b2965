import type { CreateNotice } from '#contracts/notices';

const serials = (...rows: string[]): string[] => rows.flatMap((row) => row.split(' '));

/** Pumps that may carry the other platform's software: FDA early alert of 2025, not classified yet. */
export const mismatchedSoftware2025: CreateNotice = {
  title: 'Sigma Spectrum pumps of the V6 and V8 platforms may carry software of the other platform',
  firm: 'Baxter Healthcare Corporation',
  class: null,
  action: 'removal',
  initiatedOn: '2025-06-20',
  recallNumbers: [],
  eventNumber: null,
  reason:
    'Some pumps may have been given operating software that does not belong to their hardware: V6 software starts with 6, ' +
    'V8 software with 8. A mismatched pump may deliver too little or too much. No injuries had been reported.',
  communications: [
    {
      date: '2025-06-20',
      kind: 'Letter to customers; FDA early alert',
      summary:
        'Find the listed pumps and take them out of use; read the software version on the start-up screen and hold it ' +
        'against the platform; return those that do not match for replacement or refund; answer the firm, and the supplier where it wrote too.',
    },
  ],
  affectedProducts: [
    {
      name: 'Sigma Spectrum Infusion System, V6 platform',
      productCodes: ['35700BAX'],
      udiDis: ['00085412091570'],
      serialNumbers: {
        list: serials(
          '765100 772744 789742 841197 867753 920606 1024015',
          '770164 788724 793079 842498 918342 962810 1027523',
        ),
      },
    },
    {
      name: 'Sigma Spectrum Infusion System, V8 platform',
      productCodes: ['35700BAX2'],
      udiDis: ['00085412498683'],
      serialNumbers: {
        list: serials(
          '2006307 2052091 2093765 2095360 2104302 2119236 2141815',
          '2025925 2067699 2094483 2095541 2105238 2119436 2143406',
          '2034297 2074097 2094580 2096351 2105769 2135482 2143684',
          '2051591 2090658 2095202 2096856 2118940 2137976 2156201',
        ),
      },
    },
  ],
  replyRoute: {
    kind: 'email',
    address: 'as the letter says; answer the supplier’s letter too where one came',
  },
};
