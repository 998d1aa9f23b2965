import { gtinCheckDigitHolds, udiKey } from '#contracts/codes';
import type { CreateNotice, ImportedNotice, ProductCriteria } from '#contracts/notices';
import { type CodeInfo, readCodeInfo, readProductCodes } from './code-info.js';

/** One notice made of the entries of one event, and what a person should know about the reading. */
export interface ReadNotice {
  indexes: number[];
  notice: ImportedNotice;
  warnings: string[];
}
export interface Refusal {
  index: number;
  path: string;
  reason: string;
}

/** As many characters as an affected product keeps of what was not read. The longest real one has some 30,000. */
const LONGEST_TEXT = 100_000;

type Entry = Record<string, unknown>;

/** Names as the device recall API, the enforcement API and the enforcement reports write them, hyphens made underscores. */
const fields = {
  recallNumber: ['product_res_number', 'recall_number'],
  event: ['res_event_number', 'event_id'],
  initiated: ['event_date_initiated', 'recall_initiation_date'],
  firm: ['recalling_firm'],
  product: ['product_description'],
  codeInfo: ['code_info'],
  reason: ['reason_for_recall'],
  class: ['classification'],
  letter: ['action'],
  notification: ['initial_firm_notification'],
  productType: ['product_type'],
} as const;

/** Whether an entry is one of openFDA and not a notice of our own shape. */
export const looksLikeOpenFda = (entry: unknown): boolean =>
  typeof entry === 'object' &&
  entry !== null &&
  !('affectedProducts' in entry) &&
  Object.keys(entry).some((key) => /^(?:product|recalling|code)[_-](?:description|firm|info)$/.test(key));

/**
 * Reads entries of openFDA's device recall or enforcement API. Entries of one event and firm become one notice, each
 * its own affected product. What can be read exactly becomes a criterion; the rest is kept with the product, flagged.
 */
export function readOpenFda(entries: ReadonlyArray<{ index: number; entry: unknown }>): {
  notices: ReadNotice[];
  refused: Refusal[];
} {
  const refused: Refusal[] = [];
  const events = new Map<string, Array<{ index: number; entry: Entry }>>();
  const seen = new Set<string>();
  for (const { index, entry: raw } of entries) {
    const entry = normalized(raw);
    const refusal = entry === null ? 'is not a record of openFDA' : whyNot(entry);
    const number = entry === null ? null : value(entry, 'recallNumber');
    if (entry === null || refusal !== null) {
      refused.push({ index, path: '', reason: refusal ?? '' });
    } else if (number !== null && seen.has(number)) {
      refused.push({ index, path: '', reason: `${number} comes twice; the first one is taken` });
    } else {
      if (number !== null) seen.add(number);
      const event = value(entry, 'event');
      const group = event === null ? `entry ${index}` : `${event} ${value(entry, 'firm')}`;
      events.set(group, [...(events.get(group) ?? []), { index, entry }]);
    }
  }
  return { notices: [...events.values()].map(noticeOf), refused };
}

function whyNot(entry: Entry): string | null {
  const type = value(entry, 'productType');
  if (type !== null && !/^devices?$/i.test(type)) return `is about ${type.toLowerCase()}, not devices`;
  if (value(entry, 'firm') === null) return 'has no recalling_firm';
  return value(entry, 'product') === null ? 'has no product_description' : null;
}

function noticeOf(group: Array<{ index: number; entry: Entry }>): ReadNotice {
  const warnings: string[] = [];
  const read = (name: keyof typeof fields): string | null =>
    group.map(({ entry }) => value(entry, name)).find((one) => one !== null) ?? null;
  const affectedProducts = group.map(({ entry }) => productOf(entry, warnings));
  const initiatedOn = dayOf(read('initiated'));
  if (read('initiated') !== null && initiatedOn === null)
    warnings.push(`${read('initiated')} could not be read as a date.`);
  const recallClass = strictest(group.map(({ entry }) => value(entry, 'class')));
  if (recallClass === null)
    warnings.push('The record gives no class: reminders go out as for a notice without one.');
  const letter = read('letter');
  const action = /\b(?:return|remov|quarantin|discard|destroy)/i.test(letter ?? '')
    ? 'removal'
    : 'correction';
  warnings.push(
    `The record does not say whether it is a correction or a removal; it was taken for a ${action}.`,
  );
  const product = affectedProducts[0]?.name ?? '';
  return {
    indexes: group.map(({ index }) => index),
    warnings,
    notice: {
      title: `${read('firm')}: ${product}`.slice(0, 300),
      firm: (read('firm') ?? '').slice(0, 500),
      class: recallClass,
      action,
      initiatedOn,
      recallNumbers: group
        .map(({ entry }) => value(entry, 'recallNumber'))
        .filter((number) => number !== null),
      eventNumber: read('event'),
      reason: (read('reason') ?? '').slice(0, 20_000),
      communications:
        initiatedOn === null
          ? []
          : [
              {
                date: initiatedOn,
                kind: read('notification') ?? 'Letter',
                summary: (letter ?? '').slice(0, 10_000),
              },
            ],
      affectedProducts,
    },
  };
}

function productOf(entry: Entry, warnings: string[]): ProductCriteria {
  const description = value(entry, 'product') ?? '';
  const name = description.replace(/\s+/g, ' ').slice(0, 500);
  const codes = readProductCodes(description.slice(0, LONGEST_TEXT));
  const text = value(entry, 'codeInfo');
  const info = infoOf(description, text);
  const short = name.slice(0, 80);
  if (info.unread !== null)
    warnings.push(`${short}: a person has to read which units are meant. ${info.unread}`);
  const unsound = info.udiDis.filter((udi) => !gtinCheckDigitHolds(udiKey(udi) ?? ''));
  if (unsound.length > 0) warnings.push(`${short}: the check digit of ${unsound.join(', ')} does not hold.`);
  if (codes.named.length + info.udiDis.length === 0) {
    warnings.push(
      `${short}: no product code or UDI-DI could be read, so that every device is possibly affected.`,
    );
  }
  if (codes.others.length > 0) {
    warnings.push(
      `${short}: a person has to say whether these are product codes too: ${codes.others.join(', ')}.`,
    );
  }
  return {
    name,
    productCodes: codes.named.slice(0, 2000),
    udiDis: [...new Set(info.udiDis)].slice(0, 2000),
    ...(info.serialNumbers && { serialNumbers: info.serialNumbers }),
    ...(info.softwareVersions && { softwareVersions: info.softwareVersions }),
    ...(codes.others.length > 0 && { printedCodes: codes.others.slice(0, 200) }),
    ...(info.unread !== null && {
      unread: { text: (text ?? description).slice(0, LONGEST_TEXT), reason: info.unread },
    }),
  };
}

function infoOf(description: string, text: string | null): CodeInfo {
  if (text === null) return { udiDis: [], unread: 'The record says nothing about serial numbers.' };
  // what lies beyond the limit would be lost, so that nothing of it may be taken for the whole
  if (Math.max(text.length, description.length) > LONGEST_TEXT) {
    return { udiDis: [], unread: `It is longer than ${LONGEST_TEXT.toLocaleString('en')} characters.` };
  }
  return readCodeInfo(text);
}

/** The entry with underscores in its names, null when it is no object. */
function normalized(entry: unknown): Entry | null {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null;
  return Object.fromEntries(Object.entries(entry).map(([key, one]) => [key.replaceAll('-', '_'), one]));
}

/** Control characters, but for tab and line ends: real records hold stray ones. */
const stray = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u{d800}-\u{dfff}]/gu; // oxlint-disable-line no-control-regex

/** The text of a field, null when it is absent, empty or "N/A". */
function value(entry: Entry, name: keyof typeof fields): string | null {
  for (const field of fields[name]) {
    const found = entry[field];
    const text =
      typeof found === 'string' || typeof found === 'number' ? String(found).replace(stray, '').trim() : '';
    if (text !== '' && text.toUpperCase() !== 'N/A') return text;
  }
  return null;
}

/** Recall dates are YYYY-MM-DD, enforcement dates YYYYMMDD; null for a day that does not exist. */
function dayOf(text: string | null): string | null {
  const found = /^([0-9]{4})-?([0-9]{2})-?([0-9]{2})$/.exec(text ?? '');
  if (found === null) return null;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDay ? found.slice(1).join('-') : null;
}

function strictest(printed: ReadonlyArray<string | null>): CreateNotice['class'] {
  const classes = printed.map((one) => /^class\s+(I{1,3})$/i.exec(one ?? '')?.[1]?.toUpperCase());
  return (['I', 'II', 'III'] as const).find((one) => classes.includes(one)) ?? null;
}
