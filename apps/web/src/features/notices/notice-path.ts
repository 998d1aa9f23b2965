import { noticeForm as texts } from '../../texts/en/notice-form';

const fields: Record<string, string> = {
  title: texts.title,
  firm: texts.firm,
  class: texts.class,
  action: texts.action,
  initiatedOn: texts.initiatedOn,
  recallNumbers: texts.recallNumbers,
  eventNumber: texts.eventNumber,
  reason: texts.reason,
  'replyRoute.kind': texts.replyKind,
  'replyRoute.address': texts.replyAddress,
  communications: texts.letters,
  'communications.date': texts.letterDate,
  'communications.kind': texts.letterKind,
  'communications.summary': texts.letterSummary,
  affectedProducts: texts.products,
  'affectedProducts.name': texts.productName,
  'affectedProducts.productCodes': texts.productCodes,
  'affectedProducts.udiDis': texts.udiDis,
  'affectedProducts.serialNumbers': texts.serials,
  'affectedProducts.serialNumbers.list': texts.list,
  'affectedProducts.serialNumbers.ranges': texts.ranges,
};
const lists: Record<string, (n: number) => string> = {
  affectedProducts: texts.product,
  communications: texts.letter,
};

/**
 * "affectedProducts.1.productCodes.0" → "Product 2: Product codes": where something stands as the form for notices names
 * it. What that form has no field for keeps the name that the file gives it.
 */
export function noticePath(path: string): string {
  if (path === '') return '';
  const parts = path.split('.');
  const names = parts.filter((part) => !/^\d+$/.test(part));
  const entry = lists[parts[0] ?? '']?.(Number(parts[1]) + 1);
  for (let length = names.length; length > 0; length--) {
    const label = fields[names.slice(0, length).join('.')];
    if (label === undefined) continue;
    if (entry === undefined || parts[1] === undefined) return label;
    return length === 1 && names.length > 1
      ? `${entry}: ${names.slice(1).join('.')}`
      : length === 1
        ? entry
        : `${entry}: ${label}`;
  }
  return path;
}
