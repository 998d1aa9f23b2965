import type { NoticeView } from '#contracts/notices';
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
});

/** Field of the form → why it is refused: the contract's own words, or pieces of a list that cannot be read. */
export type FieldErrors = Record<string, string | Unreadable[]>;

/**
 * The product as the API takes it; pieces that cannot be read are put into `errors`, under their fields.
 * @param list what its serial numbers were read as
 * @param path of the product in the form, such as products.0
 */
export function toProduct(
  typed: TypedProduct,
  list: SerialList | undefined,
  path: string,
  errors: FieldErrors,
) {
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

/** Each serial number was looked at when it was read; looking at 200,000 again would hold the page up. */
export const forLooking = <T extends { serialNumbers?: { list?: string[] } }>(products: readonly T[]): T[] =>
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
export const fromProduct = (product: NoticeView['affectedProducts'][number]): TypedProduct => ({
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
