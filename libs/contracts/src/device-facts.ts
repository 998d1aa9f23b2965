// Apart from the schemas: the screens ask for these names without loading zod.

/** The facts of a device's record that criteria look at, in the order in which they are listed as missing. */
export const deviceFacts = [
  'productCode',
  'udiDi',
  'serialNumber',
  'manufacturedOn',
  'receivedOn',
  'softwareVersion',
] as const;
export type DeviceFact = (typeof deviceFacts)[number];
