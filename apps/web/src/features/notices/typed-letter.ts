import { AddCommunication, type NoticeView } from '#contracts/notices';
import {
  emptyProduct,
  type FieldErrors,
  forLooking,
  fromProduct,
  productField,
  type SerialList,
  toProduct,
  type TypedProduct,
} from '#web/features/typed-products';

export const letterScopes = ['none', 'replace', 'add', 'limit'] as const;
export type LetterScope = (typeof letterScopes)[number];

/** A later letter as it is typed. */
export interface TypedLetter {
  date: string;
  kind: string;
  summary: string;
  scope: LetterScope;
  /** "corrosion 2": a plan's key and version; empty: the steps stay */
  plan: string;
  products: TypedProduct[];
}

export const emptyLetter = (): TypedLetter => ({
  date: '',
  kind: '',
  summary: '',
  scope: 'none',
  plan: '',
  products: [],
});

/** With what the editor of products begins for each kind of letter. */
export const beginningOf = (scope: LetterScope, notice: NoticeView): TypedProduct[] =>
  scope === 'none' ? [] : scope === 'add' ? [emptyProduct()] : notice.affectedProducts.map(fromProduct);

/** The plan that a value of the form names. */
export const planOf = (value: string): { key: string; version: number } | null => {
  const [key, version] = value.split(' ');
  return key && version ? { key, version: Number(version) } : null;
};

/**
 * The letter as the API takes it, or the fields that stand against it.
 * @param lists what the serial numbers of each product were read as, in their order
 * @param notice whose products the editor began with: what nobody typed over goes back exactly as it came
 */
export function toLetter(
  typed: TypedLetter,
  lists: readonly SerialList[],
  notice: Pick<NoticeView, 'affectedProducts'>,
): { letter: AddCommunication } | { errors: FieldErrors } {
  const errors: FieldErrors = {};
  const products =
    typed.scope === 'none'
      ? null
      : typed.products.map((product, at) =>
          toProduct(product, lists[at], `products.${at}`, errors, notice.affectedProducts),
        );
  const plan = planOf(typed.plan);
  const letter = {
    date: typed.date,
    kind: typed.kind.trim(),
    summary: typed.summary.trim(),
    ...(plan === null ? {} : { plan }),
    ...(products === null || typed.scope === 'none'
      ? {}
      : { affectedProducts: products, scopeChange: typed.scope }),
  };
  const looked = AddCommunication.safeParse(
    products === null ? letter : { ...letter, affectedProducts: forLooking(products) },
  );
  for (const issue of looked.error?.issues ?? []) errors[letterField(issue.path)] ??= issue.message;
  return Object.keys(errors).length > 0 ? { errors } : { letter: letter as AddCommunication };
}

/** Where the form shows what the contract or the API says about a path of the letter. */
export function letterField(path: readonly PropertyKey[]): string {
  const [first] = path.map(String);
  if (first === 'affectedProducts') return productField(path);
  if (first === 'scopeChange') return 'scope';
  return first ?? '';
}

/** What was kept on the device, perhaps by an older Closeout that knew fewer fields. */
export const restoredLetter = (kept: TypedLetter): TypedLetter => ({
  ...emptyLetter(),
  ...kept,
  products: kept.products.map((product) => ({ ...emptyProduct(), ...product })),
});

/** Whether anything was typed at all: an untouched form is not worth keeping. */
export const isBlankLetter = ({ date, kind, summary, scope }: TypedLetter): boolean =>
  date === '' && kind === '' && summary === '' && scope === 'none';
