import { Group, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type ReactNode, useMemo } from 'react';
import { readCodes, readRanges, readVersions, type TypedProduct } from '#web/features/typed-products';
import { ToneBadge } from '#web/ui';
import { noticeForm as texts } from '../../texts/en/notice-form';
import { ListInput } from './list-input';
import { UnreadableList } from './unreadable-list';

/** A form of anything that has affected products. */
export type ProductsForm = UseFormReturnType<{ products: TypedProduct[] }>;
/** The part of a larger form that the editor of its products sees: paths are those of the whole form. */
export const asProductsForm = <T extends { products: TypedProduct[] }>(form: UseFormReturnType<T>) =>
  form as unknown as ProductsForm;
interface Field {
  form: ProductsForm;
  /** such as products.0.productCodes */
  path: string;
  label: string;
  description?: string;
  required?: boolean;
}

/** A text of the form as it is now, and how to set it. */
export function useText(
  form: Pick<ProductsForm, 'useWatchValue' | 'setFieldValue' | 'clearFieldError'>,
  path: string,
): [string, (text: string) => void] {
  const value = form.useWatchValue(path as never) as string | undefined;
  return [
    value ?? '',
    (text) => {
      form.setFieldValue(path as never, text as never, { forceUpdate: false });
      form.clearFieldError(path as never);
    },
  ];
}

/** What was read of a box, under it, as it is typed. */
export function ReadOut({ children }: { children: ReactNode }) {
  return (
    <Group gap="xs" role="status" mt={4}>
      {children}
    </Group>
  );
}

export function CodesInput({ form, path, kind, ...field }: Field & { kind: 'product-code' | 'udi-di' }) {
  const [text, setText] = useText(form, path);
  const { values, duplicates, unreadable, doubtful } = useMemo(() => readCodes(text, kind), [text, kind]);
  return (
    <Stack gap={4}>
      <ListInput
        {...field}
        rows={3}
        value={text}
        onValue={setText}
        error={form.errors[path]}
        data-path={path}
      />
      {text.trim() !== '' && (
        <ReadOut>
          <Text size="sm">
            {texts.codes(values.length)}
            {values.length > 0 && `: ${values.slice(0, 8).join(', ')}${values.length > 8 ? ' …' : ''}`}
          </Text>
          {duplicates > 0 && <ToneBadge tone="neutral">{texts.duplicates(duplicates)}</ToneBadge>}
        </ReadOut>
      )}
      {doubtful.length > 0 && (
        <Text size="sm">
          <ToneBadge tone="soon">{texts.checkDigit(doubtful.slice(0, 5).join(', '))}</ToneBadge>
        </Text>
      )}
      <UnreadableList text={text} unreadable={unreadable} onChange={setText} />
    </Stack>
  );
}

export function RangesInput({ form, path, ...field }: Field) {
  const [text, setText] = useText(form, path);
  const { ranges, unreadable, numbers } = useMemo(() => readRanges(text), [text]);
  return (
    <Stack gap={4}>
      <ListInput {...field} value={text} onValue={setText} error={form.errors[path]} data-path={path} />
      {text.trim() !== '' && (
        <ReadOut>
          <Text size="sm">{texts.rangeCount(ranges.length, numbers)}</Text>
        </ReadOut>
      )}
      <UnreadableList text={text} unreadable={unreadable} onChange={setText} />
    </Stack>
  );
}

export function VersionsInput({ form, path, ...field }: Field) {
  const [text, setText] = useText(form, path);
  const { freeText } = useMemo(() => readVersions(text), [text]);
  return (
    <Stack gap={4}>
      <ListInput
        {...field}
        rows={2}
        value={text}
        onValue={setText}
        error={form.errors[path]}
        data-path={path}
      />
      {freeText.length > 0 && <Text size="sm">{texts.freeText(freeText.join(', '))}</Text>}
    </Stack>
  );
}
