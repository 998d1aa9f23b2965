import { CreateNotice, type CreateNoticeInput, type NoticeView } from '#contracts/notices';
import { readCodes, readVersions } from './read-codes';
import type { Unreadable } from './read-lines';
import { readRanges } from './read-ranges';
import type { SerialList } from './read-serials';

/** A notice as it is typed: words only, so that whatever was typed can be kept and shown again as it was. */
export interface TypedNotice {
  title: string;
  firm: string;
  class: '' | 'I' | 'II' | 'III';
  action: NoticeView['action'];
  initiatedOn: string;
  recallNumbers: string;
  eventNumber: string;
  reason: string;
  replyKind: '' | 'email' | 'portal' | 'distributor' | 'none';
  replyAddress: string;
  communications: TypedCommunication[];
  products: TypedProduct[];
}
export interface TypedCommunication {
  key: string;
  date: string;
  kind: string;
  summary: string;
}
export interface TypedProduct {
  key: string;
  name: string;
  productCodes: string;
  udiDis: string;
  /** all: no limit by serial number, whatever the lists hold */
  serials: 'all' | 'given';
  list: string;
  ranges: string;
  manufacturedFrom: string;
  manufacturedTo: string;
  distributedFrom: string;
  distributedTo: string;
  include: string;
  exclude: string;
}

export const emptyCommunication = (): TypedCommunication => ({
  key: crypto.randomUUID(),
  date: '',
  kind: '',
  summary: '',
});
export const emptyProduct = (): TypedProduct => ({
  key: crypto.randomUUID(),
  name: '',
  productCodes: '',
  udiDis: '',
  serials: 'all',
  list: '',
  ranges: '',
  manufacturedFrom: '',
  manufacturedTo: '',
  distributedFrom: '',
  distributedTo: '',
  include: '',
  exclude: '',
});
export const emptyNotice = (): TypedNotice => ({
  title: '',
  firm: '',
  class: '',
  action: 'correction',
  initiatedOn: '',
  recallNumbers: '',
  eventNumber: '',
  reason: '',
  replyKind: '',
  replyAddress: '',
  communications: [],
  products: [emptyProduct()],
});

/** Field of the form → why it is refused: the contract's own words, or pieces of a list that cannot be read. */
export type FieldErrors = Record<string, string | Unreadable[]>;

/**
 * The notice as the API takes it, or the fields that stand against it.
 * @param lists what the serial numbers of each product were read as, in their order
 */
export function toNotice(
  typed: TypedNotice,
  lists: readonly SerialList[],
): { notice: CreateNoticeInput } | { errors: FieldErrors } {
  const errors: FieldErrors = {};
  const products = typed.products.map((product, at) =>
    toProduct(product, lists[at], `products.${at}`, errors),
  );
  const notice = {
    title: typed.title.trim(),
    firm: typed.firm.trim(),
    class: typed.class === '' ? null : typed.class,
    action: typed.action,
    initiatedOn: typed.initiatedOn || null,
    recallNumbers: splitWords(typed.recallNumbers),
    eventNumber: typed.eventNumber.trim() || null,
    reason: typed.reason.trim(),
    communications: typed.communications.map(({ date, kind, summary }) => ({
      date,
      kind: kind.trim(),
      summary: summary.trim(),
    })),
    replyRoute:
      typed.replyKind === '' ? null : { kind: typed.replyKind, address: typed.replyAddress.trim() || null },
    affectedProducts: products,
  } satisfies CreateNoticeInput;
  // each serial number was looked at when it was read; looking at 200,000 again would hold the page up
  const looked = CreateNotice.safeParse({
    ...notice,
    affectedProducts: products.map((product) =>
      product.serialNumbers?.list
        ? {
            ...product,
            serialNumbers: { ...product.serialNumbers, list: product.serialNumbers.list.slice(0, 1) },
          }
        : product,
    ),
  });
  for (const issue of looked.error?.issues ?? []) errors[fieldOf(issue.path)] ??= issue.message;
  return Object.keys(errors).length > 0 ? { errors } : { notice };
}

function toProduct(typed: TypedProduct, list: SerialList | undefined, path: string, errors: FieldErrors) {
  const codes = readCodes(typed.productCodes, 'product-code');
  const udis = readCodes(typed.udiDis, 'udi-di');
  const ranges = readRanges(typed.ranges);
  const given = typed.serials === 'given';
  const refuse = (field: string, unreadable: Unreadable[]) => {
    if (unreadable.length > 0) errors[`${path}.${field}`] = unreadable;
  };
  refuse('productCodes', codes.unreadable);
  refuse('udiDis', udis.unreadable);
  if (given) {
    refuse('list', list?.unreadable ?? []);
    refuse('ranges', ranges.unreadable);
  }
  const [include, exclude] = [readVersions(typed.include).values, readVersions(typed.exclude).values];
  return {
    name: typed.name.trim(),
    productCodes: codes.values,
    udiDis: udis.values,
    ...(given
      ? {
          serialNumbers: {
            ...(list && list.values.length > 0 ? { list: list.values } : {}),
            ...(ranges.ranges.length > 0 ? { ranges: ranges.ranges } : {}),
          },
        }
      : {}),
    ...span('manufactured', typed.manufacturedFrom, typed.manufacturedTo),
    ...span('distributed', typed.distributedFrom, typed.distributedTo),
    ...(include.length + exclude.length > 0 ? { softwareVersions: { include, exclude } } : {}),
  };
}

const span = <K extends string>(name: K, from: string, to: string) =>
  (from || to ? { [name]: { from: from || null, to: to || null } } : {}) as {
    [key in K]?: { from: string | null; to: string | null };
  };

/** A notice as it would have been typed, to be corrected and sent as another one: a notice itself is never changed. */
export function fromNotice(notice: NoticeView): TypedNotice {
  const lines = (list: readonly string[] = []) => list.join('\n');
  return {
    ...emptyNotice(),
    title: notice.title,
    firm: notice.firm,
    class: notice.class ?? '',
    action: notice.action,
    initiatedOn: notice.initiatedOn ?? '',
    recallNumbers: notice.recallNumbers.join(', '),
    eventNumber: notice.eventNumber ?? '',
    reason: notice.reason,
    replyKind: notice.replyRoute?.kind ?? '',
    replyAddress: notice.replyRoute?.address ?? '',
    communications: notice.communications.map(({ date, kind, summary }) => ({
      ...emptyCommunication(),
      date,
      kind,
      summary,
    })),
    products: notice.affectedProducts.map((product) => ({
      ...emptyProduct(),
      name: product.name,
      productCodes: lines(product.productCodes),
      udiDis: lines(product.udiDis),
      serials: product.serialNumbers ? 'given' : 'all',
      list: lines(product.serialNumbers?.list),
      ranges: lines(product.serialNumbers?.ranges?.map((ends) => ends.join(' – '))),
      manufacturedFrom: product.manufactured?.from ?? '',
      manufacturedTo: product.manufactured?.to ?? '',
      distributedFrom: product.distributed?.from ?? '',
      distributedTo: product.distributed?.to ?? '',
      include: lines(product.softwareVersions?.include),
      exclude: lines(product.softwareVersions?.exclude),
    })),
  };
}

export const splitWords = (text: string): string[] =>
  text
    .split(/[,;\n]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Where the form shows what the contract says about a path of the notice. Also for the errors of the API. */
export function fieldOf(path: readonly PropertyKey[]): string {
  const [first, at, field, side] = path.map(String);
  if (first === 'replyRoute') return at === 'address' ? 'replyAddress' : 'replyKind';
  if (first === 'recallNumbers') return 'recallNumbers';
  if (first !== 'affectedProducts') return path.map(String).join('.');
  if (at === undefined || field === undefined) return 'products';
  const product = `products.${at}`;
  if (field === 'serialNumbers') return side === 'ranges' ? `${product}.ranges` : `${product}.list`;
  if (field === 'softwareVersions') return `${product}.${side === 'exclude' ? 'exclude' : 'include'}`;
  if (field === 'manufactured' || field === 'distributed')
    return `${product}.${field}${side === 'from' ? 'From' : 'To'}`;
  return `${product}.${field}`;
}

/** What was kept on the device, perhaps by an older Closeout that knew fewer fields. */
export const restored = (kept: TypedNotice): TypedNotice => ({
  ...emptyNotice(),
  ...kept,
  products: kept.products.map((product) => ({ ...emptyProduct(), ...product })),
});

/** Whether anything was typed at all: an untouched form is not worth keeping. */
export function isBlank(typed: TypedNotice): boolean {
  const blank = (value: unknown): boolean =>
    typeof value === 'string'
      ? value === ''
      : Array.isArray(value)
        ? value.every(blank)
        : Object.entries(value as object).every(
            ([name, inner]) => ['key', 'action', 'serials'].includes(name) || blank(inner),
          );
  return blank(typed);
}
