export const scan = {
  title: 'Scan a pump',
  subtitle: 'Point the camera at the barcode on its label, use a plugged-in scanner, or type the number.',
  forTask: (title: string, pump: string) => `For “${title}” on ${pump}: scan its label.`,
  cameraStart: 'Use the camera',
  cameraStop: 'Stop the camera',
  cameraPicture: 'What the camera sees',
  cameraTitle: 'No camera',
  cameraFaults: {
    insecure:
      'The camera works only over a secure connection (https). Type the number, use a plugged-in scanner, or choose a picture; and ask whoever runs Closeout for an https address.',
    none: 'No camera was found on this device. Type the number, use a plugged-in scanner, or choose a picture of the label.',
    denied:
      'This page may not use the camera. Allow it in the settings of the browser for this address; or type the number, or choose a picture of the label.',
    busy: 'The camera could not be started; another program may be using it. Close that, and try again; or type the number.',
  },
  torch: 'Light',
  typed: 'Asset tag, serial number or barcode',
  typedHint: 'A plugged-in scanner works anywhere on this page.',
  find: 'Find the pump',
  picture: 'Choose a picture of the label',
  unread:
    'No barcode could be read in this picture. Take it from nearer, straight, and without glare; or type the number.',
  unnamed: 'a pump without a name',
  again: 'Scan again',
  wrongPump: 'Wrong pump',
  wrongPumpDetail: (scanned: string, wanted: string) =>
    `You scanned ${scanned}. This task is for ${wanted}. Do not record anything for this pump here.`,
  openOther: (name: string) => `Open ${name} instead`,
  notInFleet: 'Not in the fleet',
  reportWhy: (code: string) =>
    `No pump with the code ${code} has a record at your sites. If you have it in your hands, report it: it may be affected.`,
  didYouMean: (name: string) => `Did you mean ${name}?`,
  closeTags: 'Asset tags that end so',
  report: 'Not in the fleet: report it',
  tellLead: (code: string) =>
    `No pump with the code ${code} has a record at your sites. Tell a site lead about it.`,
  notOnPhone: 'Not among your pumps on this phone',
  notOnPhoneWhy: (code: string) =>
    `There is no network, and ${code} is none of the pumps you have work on. Keep the scan: it is looked up when the network is back.`,
  keepScan: 'Keep the scan',
  scanKept: 'Kept. You find the answer under “Work to send”.',
  maybe: 'Is it this pump?',
  maybeWhy:
    'The serial number fits, but the UDI-DI on the label is another one than that of the record. Compare both with the label.',
  several: (n: number) => `${n} pumps fit`,
  choose: 'Choose the one in your hands; its place and serial number tell them apart.',
  moreFit:
    'More pumps fit than can be shown: this barcode has no serial number. Type the serial number of the label instead.',
  pumpAt: (name: string, facts: string) => `${name}: ${facts}`,
  fields: {
    assetTag: 'Asset tag',
    serialNumber: 'Serial number',
    udiDi: 'UDI-DI',
    productCode: 'Product code',
    manufacturer: 'Manufacturer',
    model: 'Model',
    manufacturedOn: 'Date of manufacture',
    siteId: 'Site',
    locationId: 'Location',
  },
  siteMissing: 'Say at which site it stands.',
  sendReport: 'Report this pump',
  reportedTitle: 'Reported',
  reported:
    'It has a record now, and somebody will look at it. Whether a campaign applies to it is found out by itself.',
  reportKept: 'Kept on this device; it is sent as soon as there is a network.',
  openRecord: 'Open its record',
} as const;
