import type { NoticeView, ProductCriteria } from '#contracts/notices';
import { readCodes, readVersions } from './read-codes';
import type { Unreadable } from './read-lines';
import { readRanges } from './read-ranges';
import type { SerialList } from './read-serials';

/** An affected product as it is typed: words only, so that whatever was typed can be kept and shown again as it was. */
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
  /** "Codes as printed", which the form shows and carries over */
  printed: string[];
  /** words that no program could read: they stay, until a person says that they are typed in */
  unread: { text: string; reason: string } | null;
  wordsRead: boolean;
  /** id of the product of the notice that it began with; null: typed anew */
  was: string | null;
}

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
  printed: [],
  unread: null,
  wordsRead: false,
  was: null,
});

/** Field of the form → why it is refused: the contract's own words, or pieces of a list that cannot be read. */
export type FieldErrors = Record<string, string | Unreadable[]>;

type Product = NoticeView['affectedProducts'][number];
/** What the API takes of a product, and the fields of the form that say it. */
const SAID_BY: { [key in keyof ProductCriteria]-?: ReadonlyArray<keyof TypedProduct> } = {
  name: ['name'],
  productCodes: ['productCodes'],
  udiDis: ['udiDis'],
  serialNumbers: ['serials', 'list', 'ranges'],
  manufactured: ['manufacturedFrom', 'manufacturedTo'],
  distributed: ['distributedFrom', 'distributedTo'],
  softwareVersions: ['include', 'exclude'],
  printedCodes: ['printed'],
  unread: ['unread', 'wordsRead'],
};

/** What of a product nobody typed over, exactly as it was: reading it again from the form may write it otherwise. */
function untouched(typed: TypedProduct, was: Product): Partial<ProductCriteria> {
  const before = fromProduct(was);
  const same = (field: keyof TypedProduct) => JSON.stringify(typed[field]) === JSON.stringify(before[field]);
  return Object.fromEntries(
    Object.entries(SAID_BY)
      .filter(([, fields]) => fields.every(same))
      .map(([key]) => [key, was[key as keyof ProductCriteria]]),
  );
}

/**
 * The product as the API takes it; pieces that cannot be read are put into `errors`, under their fields. Of a product that
 * the form began with, whatever was not typed over goes back exactly as it came.
 * @param list what its serial numbers were read as
 * @param path of the product in the form, such as products.0
 * @param known the products that the form may have begun with
 */
export function toProduct(
  typed: TypedProduct,
  list: SerialList | undefined,
  path: string,
  errors: FieldErrors,
  known: readonly Product[] = [],
): ProductCriteria {
  const was = known.find(({ id }) => id === typed.was);
  const kept = was === undefined ? {} : untouched(typed, was);
  const codes = readCodes(typed.productCodes, 'product-code');
  const udis = readCodes(typed.udiDis, 'udi-di');
  const ranges = readRanges(typed.ranges);
  const given = typed.serials === 'given';
  const refuse = (field: string, unreadable: Unreadable[]) => {
    if (unreadable.length > 0) errors[`${path}.${field}`] = unreadable;
  };
  if (!('productCodes' in kept)) refuse('productCodes', codes.unreadable);
  if (!('udiDis' in kept)) refuse('udiDis', udis.unreadable);
  if (given && !('serialNumbers' in kept)) {
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
    ...(typed.printed.length > 0 ? { printedCodes: typed.printed } : {}),
    ...(typed.unread !== null && !typed.wordsRead ? { unread: typed.unread } : {}),
    ...kept,
  };
}

/** Each serial number was looked at when it was read; looking at 200,000 again would hold the page up. */
export const forLooking = (products: readonly ProductCriteria[]): ProductCriteria[] =>
  products.map((product) =>
    product.serialNumbers?.list
      ? {
          ...product,
          serialNumbers: { ...product.serialNumbers, list: product.serialNumbers.list.slice(0, 1) },
        }
      : product,
  );

const span = <K extends string>(name: K, from: string, to: string) =>
  (from || to ? { [name]: { from: from || null, to: to || null } } : {}) as {
    [key in K]?: { from: string | null; to: string | null };
  };

const lines = (list: readonly string[] = []) => list.join('\n');

/** A product as it would have been typed. */
export const fromProduct = (product: Product): TypedProduct => ({
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
  printed: product.printedCodes ?? [],
  unread: product.unread ?? null,
  was: product.id,
});

/** Where the form shows what the contract or the API says about a path within affectedProducts. */
export function productField(path: readonly PropertyKey[]): string {
  const [, at, field, side] = path.map(String);
  if (at === undefined || field === undefined) return 'products';
  const product = `products.${at}`;
  if (field === 'serialNumbers') return side === 'ranges' ? `${product}.ranges` : `${product}.list`;
  if (field === 'softwareVersions') return `${product}.${side === 'exclude' ? 'exclude' : 'include'}`;
  if (field === 'manufactured' || field === 'distributed')
    return `${product}.${field}${side === 'from' ? 'From' : 'To'}`;
  return `${product}.${field}`;
}
