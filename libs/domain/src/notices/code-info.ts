import { rangeProblem } from '#contracts/codes';
import type { ProductCriteria } from '#contracts/notices';

/** What could be read exactly of a notice's words on serials, versions and identifiers. */
export interface CodeInfo {
  udiDis: string[];
  serialNumbers?: NonNullable<ProductCriteria['serialNumbers']>;
  softwareVersions?: NonNullable<ProductCriteria['softwareVersions']>;
  /** null: the whole text was understood; else why a person has to read it */
  unread: string | null;
}

/**
 * A code, serial or version in running text: no blanks, at least one digit. Bounded, so that no text of a record, however
 * long, can hold up the reading.
 */
const TOKEN = String.raw`(?=[A-Z0-9./-]{0,60}[0-9])[A-Z0-9](?:[A-Z0-9./-]{0,60}[A-Z0-9])?(?![A-Z0-9])`;
const JOINT = String.raw`(?:\s*[,;]\s*(?:(?:and|or|&)\s+)?|\s+(?:and|or)\s+|\s*&\s*|\s+)`;
const THROUGH = String.raw`\s*(?:\bthrough\b|\bthru\b|\bto\b|\s[-–]\s|–)\s*`;
const ITEM = `${TOKEN}(?:${THROUGH}${TOKEN})?`;
const ITEMS = `${ITEM}(?:${JOINT}(?:${ITEM}))*`;
const NUMBERS = String.raw`(?:\s*(?:numbers?|nos?\b\.?|#'?s?|codes?))?\s*[:#]?\s*`;

const filler = /^(?:[\s,;.]+|(?:and|&)\s)/i;
const allUnits = /^all\s+(?:serial\s+(?:numbers?|nos?\.?)|serials|units|devices)\b/i;
const udis = new RegExp(
  String.raw`^(?:(?:GTIN|UDI(?:[- ]?DI)?|DI)s?${NUMBERS}(?:\(01\)\s*)?|\(01\)\s*)([0-9]{12,14}(?![0-9A-Z(])(?:${JOINT}(?:\(01\)\s*)?[0-9]{12,14}(?![0-9A-Z(]))*)`,
  'i',
);
const serials = new RegExp(`^(?:affected\\s+)?(?:serials?|s/n)${NUMBERS}(${ITEMS})`, 'i');
const versions = new RegExp(
  `^software\\s+(?:versions?|revisions?)\\s*:?\\s*(${TOKEN}(?:${JOINT}${TOKEN})*)`,
  'i',
);
const lots = /^(?:lots?|batch(?:es)?|lot\/batch|lot\/serial)\b/i;

/**
 * Reads the code information of a recall record as far as it can be read exactly: "All serial numbers, GTIN
 * 00085412610900.", "Serial Numbers: AHV03020, AHV03021", ranges with "through", software versions. Whatever is left
 * over makes the text unread: it is kept for a person, and until then no serial number rules a device out. So do lots:
 * no record of a device says its lot, so that a list of lots could only be answered with "not on it".
 */
export function readCodeInfo(text: string): CodeInfo {
  const info: CodeInfo = { udiDis: [], unread: null };
  const list: string[] = [];
  const ranges: Array<[string, string]> = [];
  let all = false;
  // blanks in one: real records have double ones, and long runs of them would cost the patterns dearly
  let rest = text.replace(/\s+/g, ' ');
  while (rest !== '') {
    const taken =
      take(rest, filler) ??
      take(rest, allUnits, () => void (all = true)) ??
      take(rest, udis, (found) => info.udiDis.push(...(found.match(/[0-9]{12,14}/g) ?? []))) ??
      take(rest, serials, (found) => readItems(found, list, ranges)) ??
      take(rest, versions, (found) => {
        const named = found.match(new RegExp(TOKEN, 'gi')) ?? [];
        info.softwareVersions = { include: [...(info.softwareVersions?.include ?? []), ...named] };
      });
    if (taken === null) {
      info.unread = lots.test(rest)
        ? 'It is limited by lots, which device records do not keep.'
        : `It could not be read exactly from "${rest.slice(0, 60)}" on.`;
      break;
    }
    rest = rest.slice(taken);
  }
  const problem = ranges.map(([from, to]) => rangeProblem(from, to)).find((one) => one !== null);
  if (problem !== undefined) info.unread ??= `A range could not be read: ${problem}.`;
  if (all && list.length + ranges.length > 0) info.unread ??= 'It speaks of all serials and of some.';
  if (!all && list.length + ranges.length === 0)
    info.unread ??= 'It does not say which serial numbers are meant.';
  // "all" and a part of the text unread: the unread part may be the limit
  if (info.unread !== null) return { udiDis: info.udiDis, unread: info.unread };
  if (!all) info.serialNumbers = { ...(list.length > 0 && { list }), ...(ranges.length > 0 && { ranges }) };
  return info;
}

/** How many characters a pattern takes from the beginning, null when it does not fit; hands on what it captured. */
function take(
  rest: string,
  pattern: RegExp,
  read: (captured: string) => void = () => undefined,
): number | null {
  const found = pattern.exec(rest);
  if (found === null) return null;
  read(found[1] ?? '');
  return found[0].length;
}

function readItems(text: string, list: string[], ranges: Array<[string, string]>): void {
  for (const item of text.matchAll(new RegExp(`(${TOKEN})(?:${THROUGH}(${TOKEN}))?`, 'gi'))) {
    const [, from, to] = item;
    if (from === undefined) continue;
    if (to === undefined) list.push(from);
    else ranges.push([from, to]);
  }
}

const LABEL = String.raw`(?:product\s+(?:codes?|numbers?|nos?\.?)|catalogu?e?\s*(?:numbers?|nos?\.?|#)|cat\.?\s*(?:nos?\.?|#)|ref(?:erence)?(?:\s*(?:numbers?|nos?\.?))?|models?(?:\s*(?:numbers?|nos?\.?))?|items?\s*(?:numbers?|nos?\.?)|parts?\s*(?:numbers?|nos?\.?)|list\s*(?:numbers?|nos?\.?)|p\/n)`;
const labelled = new RegExp(
  String.raw`\b${LABEL}\s*[:#]?\s*(${TOKEN}(?:(?:\s*[,;/]\s*(?:(?:and|or|&)\s+)?|\s+(?:and|or)\s+|\s*&\s*)${TOKEN})*)`,
  'gi',
);

/**
 * The firm's product codes in a product description: those that a label introduces ("Product code 3570009", "REF
 * AK-25502"), and apart from them whatever else looks like a code, which a person has to judge. The field product_code
 * of openFDA is none of them: it is FDA's own three-letter class of the device.
 */
export function readProductCodes(description: string): { named: string[]; others: string[] } {
  const named: string[] = [];
  const rest = description.replace(/\s+/g, ' ').replace(labelled, (_, codes: string) => {
    named.push(...(codes.match(new RegExp(TOKEN, 'gi')) ?? []));
    return ' ';
  });
  const others = (rest.match(new RegExp(String.raw`(?<![A-Z0-9./-])${TOKEN}`, 'gi')) ?? []).filter(
    (word) =>
      word.length >= 5 &&
      !/^[0-9.]+(?:mm|cm|ml|mg|kg|g|v|w|hz|in|mcg|units?|%)?$/i.test(word.replace(/^[0-9]{5,}$/, 'code')),
  );
  return { named: [...new Set(named)], others: [...new Set(others)] };
}
