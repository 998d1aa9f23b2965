import { CreateNotice, type CreateNoticeInput, type NoticeView } from '#contracts/notices';
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

export const emptyCommunication = (): TypedCommunication => ({
  key: crypto.randomUUID(),
  date: '',
  kind: '',
  summary: '',
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
  const looked = CreateNotice.safeParse({ ...notice, affectedProducts: forLooking(products) });
  for (const issue of looked.error?.issues ?? []) errors[fieldOf(issue.path)] ??= issue.message;
  return Object.keys(errors).length > 0 ? { errors } : { notice };
}

/** A notice as it would have been typed, to be corrected and sent as another one: a notice itself is never changed. */
export function fromNotice(notice: NoticeView): TypedNotice {
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
    products: notice.affectedProducts.map(fromProduct),
  };
}

export const splitWords = (text: string): string[] =>
  text
    .split(/[,;\n]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Where the form shows what the contract says about a path of the notice. Also for the errors of the API. */
export function fieldOf(path: readonly PropertyKey[]): string {
  const [first, at] = path.map(String);
  if (first === 'replyRoute') return at === 'address' ? 'replyAddress' : 'replyKind';
  if (first === 'recallNumbers') return 'recallNumbers';
  return first === 'affectedProducts' ? productField(path) : path.map(String).join('.');
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
    typeof value === 'string' || typeof value !== 'object' || value === null
      ? !value
      : Array.isArray(value)
        ? value.every(blank)
        : Object.entries(value).every(
            ([name, inner]) => ['key', 'action', 'serials'].includes(name) || blank(inner),
          );
  return blank(typed);
}
