import type { CreateNotice } from '#contracts/notices';

/** Infusions resumed with an upstream occlusion: FDA class I, event 89017. */
export const upstreamOcclusion2021: CreateNotice = {
  title:
    'Spectrum V8 and Spectrum IQ pumps may infuse too little, or nothing, after an upstream-occlusion alarm',
  firm: 'Baxter Healthcare Corporation',
  class: 'I',
  action: 'safety-communication',
  initiatedOn: '2021-12-29',
  recallNumbers: ['Z-0530-2022', 'Z-0529-2022'],
  eventNumber: '89017',
  reason:
    'When the set is put up wrongly, or RUN/STOP is pressed before an upstream occlusion is cleared, the pump may look as ' +
    'if it infused normally while it delivers less than programmed, in some cases without another alarm.',
  communications: [
    {
      date: '2021-12-29',
      kind: 'Urgent Safety Communication',
      summary:
        'To biomedical engineering, risk management, nursing and nurse educators: acknowledge on the firm’s portal; brief the ' +
        'staff on set-up and alarms: find and clear the occlusion before RUN/STOP, then watch the drip chamber.',
    },
    {
      date: '2022-03',
      kind: 'Follow-up announced',
      summary: 'Expected about this month: updated instructions for use, and word of a software update.',
    },
  ],
  affectedProducts: [
    { name: 'Spectrum V8', productCodes: ['35700BAX2'], udiDis: ['00085412498683'] },
    { name: 'Spectrum IQ', productCodes: ['3570009'], udiDis: ['00085412610900'] },
  ],
  replyRoute: { kind: 'portal', address: 'https://BaxterFieldActionCustomerPortal.onprocess.com/' },
};
