import { Alert, Anchor, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type ReactNode, type RefObject, useCallback } from 'react';
import { ProblemError } from '#web/api';
import type { FieldErrors } from '#web/features/typed-products';
import { noticeForm as texts } from '../../texts/en/notice-form';

/**
 * Puts refusals, of the contract or of the API, at the fields of a form, and goes to the first of them.
 * @param fieldOf where the form has what a path of the body is about
 */
export function useRefusals<T>(
  form: Pick<UseFormReturnType<T>, 'setErrors'>,
  frame: RefObject<HTMLFormElement | null>,
  fieldOf: (path: readonly PropertyKey[]) => string,
) {
  const goTo = useCallback(
    (path: string) => frame.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus(),
    [frame],
  );
  const refuse = (errors: FieldErrors) => {
    const shown = Object.entries(errors).map(([path, why]): [string, ReactNode] => [
      path,
      typeof why === 'string' ? capital(why) : texts.unreadable(why.length),
    ]);
    form.setErrors(Object.fromEntries(shown));
    const first = shown[0]?.[0];
    if (first !== undefined) setTimeout(() => goTo(first), 0);
  };
  const refuseProblem = (error: unknown) => {
    if (!(error instanceof ProblemError) || error.errors.length === 0) return;
    refuse(Object.fromEntries(error.errors.map(({ path, message }) => [fieldOf(path.split('.')), message])));
  };
  return { refuse, refuseProblem, goTo };
}

/** Every refused field by name, each leading to it. */
export function Refused({
  errors,
  goTo,
  labelOf,
}: {
  errors: Record<string, ReactNode>;
  goTo: (path: string) => void;
  labelOf: (path: string) => string;
}) {
  const paths = Object.keys(errors);
  if (paths.length === 0) return null;
  return (
    <Alert role="alert" color="red" variant="outline" title={texts.refused}>
      <Text size="sm">{texts.refusedText(paths.length)}</Text>
      {paths.map((path) => (
        <Text size="sm" key={path}>
          <Anchor component="button" type="button" size="sm" onClick={() => goTo(path)}>
            {labelOf(path)}
          </Anchor>
          : {errors[path]}
        </Text>
      ))}
    </Alert>
  );
}

/** "Product 1: Product codes" for products.0.productCodes; null: it is about no product. */
export function productLabel(path: string): string | null {
  const [first, at, name = ''] = path.split('.');
  if (first !== 'products') return null;
  if (at === undefined) return texts.products;
  const label = (texts as Record<string, unknown>)[name];
  return `${texts.product(Number(at) + 1)}: ${typeof label === 'string' ? label : texts.products}`;
}

const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
