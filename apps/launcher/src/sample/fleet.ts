import { shippedNotices } from '#domain/notices';
import { sampleSites } from './hospital.js';

export interface SampleDevice {
  assetTag: string;
  udiDi: string | null;
  productCode: string | null;
  serialNumber: string | null;
  manufacturer: string;
  model: string;
  softwareVersion: string | null;
  manufacturedOn: string | null;
  receivedOn: string | null;
  supplyChannel: string | null;
  site: string;
  location: string | null;
  status: string;
}

/** One kind of device: what all of its kind have in common, and the span in which they were made. */
interface Kind {
  count: number;
  manufacturer: string;
  model: string;
  productCode: string | null;
  udiDi: string | null;
  software: string[];
  /** of serial numbers: prefix and first number; the step keeps them apart */
  serials: { prefix: string; from: number; step: number };
  made: { from: string; days: number };
}

const BAXTER = 'Baxter';

// 137 Spectrum IQ: the notice of 2020 prints their code as 357009 in one place, and the preview points to these.
const pumps: Kind[] = [
  {
    count: 137,
    manufacturer: BAXTER,
    model: 'Spectrum IQ',
    productCode: '3570009',
    udiDi: '00085412610900',
    software: ['9.00.02', '9.01.00', '9.02.01'],
    serials: { prefix: '', from: 3_104_200, step: 137 },
    made: { from: '2018-04-20', days: 1500 },
  },
  {
    count: 128,
    manufacturer: BAXTER,
    model: 'SIGMA Spectrum V6',
    productCode: '35700BAX',
    udiDi: '00085412091570',
    software: ['6.02.07', '6.05.11', '6.05.14'],
    serials: { prefix: '', from: 702_311, step: 1903 },
    made: { from: '2006-03-01', days: 4900 },
  },
  {
    count: 52,
    manufacturer: BAXTER,
    model: 'SIGMA Spectrum V6',
    productCode: '35700ABB',
    udiDi: null,
    software: ['6.02.07', '6.05.11'],
    serials: { prefix: '', from: 541_007, step: 1511 },
    made: { from: '2005-06-01', days: 3200 },
  },
  {
    count: 160,
    manufacturer: BAXTER,
    model: 'Spectrum V8',
    productCode: '35700BAX2',
    udiDi: '00085412498683',
    software: ['8.00.01', '8.01.01'],
    serials: { prefix: '', from: 2_001_118, step: 983 },
    made: { from: '2014-08-01', days: 2900 },
  },
];

const others: Kind[] = [
  ['Philips Respironics', 'Trilogy Evo', 'DS2110X11B', 'H27', 24],
  ['Hamilton Medical', 'HAMILTON-C6', '160021', 'HC', 16],
  ['Draeger', 'Evita V800', '8621700', 'ASLK-', 14],
  ['Philips', 'IntelliVue MX450', '866062', 'DE', 28],
  ['GE HealthCare', 'CARESCAPE B650', '2067920-001', 'SK', 17],
  ['Masimo', 'Rad-97', '9196', 'RD', 18],
].map(([manufacturer, model, productCode, prefix, count], n) => ({
  count: Number(count),
  manufacturer: String(manufacturer),
  model: String(model),
  productCode: String(productCode),
  udiDi: null,
  software: [],
  serials: { prefix: String(prefix), from: 400_100 + n * 10_000, step: 29 },
  made: { from: '2015-01-15', days: 3000 },
}));

/** Baxter pumps whose records nobody completed: no code, no UDI-DI. Only a person at the pump can tell. */
const unlabelled: Kind = {
  count: 6,
  manufacturer: BAXTER,
  model: 'Spectrum',
  productCode: null,
  udiDi: null,
  software: [],
  serials: { prefix: '', from: 911_400, step: 17 },
  made: { from: '2012-01-01', days: 2000 },
};

const DAY_MS = 86_400_000;
const day = (from: string, plus: number): string =>
  new Date(Date.parse(`${from}T00:00:00Z`) + plus * DAY_MS).toISOString().slice(0, 10);

/** Every so many-th device stands in for the whole: the same each time, and spread over kinds and sites. */
function devicesOf(kind: Kind, first: number): SampleDevice[] {
  return Array.from({ length: kind.count }, (_, n) => {
    const at = first + n;
    const site = sampleSites[[0, 0, 1, 0, 1, 2, 1][at % 7] as number] as (typeof sampleSites)[number];
    const manufacturedOn = day(kind.made.from, Math.floor((n * kind.made.days) / kind.count));
    return {
      assetTag: `CE-${String(10_000 + at)}`,
      udiDi: kind.udiDi,
      productCode: kind.productCode,
      serialNumber: `${kind.serials.prefix}${kind.serials.from + n * kind.serials.step}`,
      manufacturer: kind.manufacturer,
      model: kind.model,
      softwareVersion: kind.software[n % Math.max(kind.software.length, 1)] ?? null,
      manufacturedOn,
      receivedOn: day(manufacturedOn, 30 + (n % 60)),
      supplyChannel: at % 9 === 4 ? 'Medline' : 'direct',
      site: site.key,
      location: site.locations[(at * 5 + n) % site.locations.length] as string,
      status: at % 23 === 7 ? 'in-storage' : at % 61 === 12 ? 'in-repair' : 'in-service',
    };
  });
}

/** About 600 devices, the same every time. */
export function sampleFleet(): SampleDevice[] {
  const fleet: SampleDevice[] = [];
  for (const kind of [...pumps, ...others, unlabelled]) fleet.push(...devicesOf(kind, fleet.length));
  const of = (code: string): SampleDevice[] => fleet.filter((device) => device.productCode === code);
  const [iq, v6, abb, v8] = [of('3570009'), of('35700BAX'), of('35700ABB'), of('35700BAX2')];
  listSerials(v6, v8);
  makeHoles(iq, v6, abb, v8);
  // outside the dates of the notice of 2020: V6 made after 2020-05-13, V8 made before 2014-07-01, IQ before 2018-04-12
  for (const device of abb.slice(-3)) device.manufacturedOn = '2020-06-02';
  for (const device of v8.slice(0, 4)) device.manufacturedOn = '2014-05-19';
  for (const device of iq.slice(0, 2)) device.manufacturedOn = '2018-03-27';
  return fleet;
}

/** Pumps that the alert of 2025 lists by serial number; some carry the other platform's software. */
function listSerials(v6: SampleDevice[], v8: SampleDevice[]): void {
  const rows =
    shippedNotices.find((one) => one.key === 'mismatched-software-2025')?.notice.affectedProducts ?? [];
  for (const [devices, row, count, wrong] of [
    [v6, rows[0], 9, '8.00.01'],
    [v8, rows[1], 17, '6.05.14'],
  ] as const) {
    const listed = row?.serialNumbers?.list?.slice(0, count) ?? [];
    for (const [n, serialNumber] of listed.entries()) {
      const device = devices[n * 8 + 3] as SampleDevice;
      device.serialNumber = serialNumber;
      if (n % 4 === 1) device.softwareVersion = wrong;
    }
  }
}

/** Records as they are: something is always missing. Devices that are listed by serial number keep theirs. */
function makeHoles(iq: SampleDevice[], v6: SampleDevice[], abb: SampleDevice[], v8: SampleDevice[]): void {
  for (const n of [11, 40, 77, 101]) erase(iq[n], 'manufacturedOn');
  for (const n of [8, 30, 64, 90, 121]) erase(v6[n], 'manufacturedOn');
  for (const n of [5, 26]) erase(abb[n], 'manufacturedOn');
  for (const n of [20, 75, 132]) erase(v8[n], 'manufacturedOn');
  for (const n of [14, 55, 105]) erase(v6[n], 'serialNumber');
  for (const n of [12, 84]) erase(v8[n], 'serialNumber');
  for (const n of [22, 49, 110]) erase(v6[n], 'receivedOn');
  for (const n of [33, 96]) erase(v8[n], 'softwareVersion');
  // known by their UDI-DI alone
  for (const n of [37, 68]) erase(v6[n], 'productCode');
  for (const n of [27, 118]) erase(v8[n], 'productCode');
}

function erase(
  device: SampleDevice | undefined,
  fact: 'manufacturedOn' | 'serialNumber' | 'receivedOn' | 'softwareVersion' | 'productCode',
): void {
  if (device !== undefined) device[fact] = null;
}
