import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type ReactNode, useRef, useState } from 'react';
import { ProblemError } from '#web/api';
import {
  type FieldErrors,
  readSerialsInPieces,
  type SerialList,
  type TypedProduct,
} from '#web/features/typed-products';
import { Failure } from '#web/ui';
import { noticeForm as texts } from '../../texts/en/notice-form';

interface Props<T> {
  form: UseFormReturnType<T>;
  /**
   * Reads what was typed, and sends it; or says which fields stand against it. Rejects when it was refused.
   * @param lists what the serial numbers of each product were read as, in their order
   */
  onSend: (typed: T, lists: readonly SerialList[]) => Promise<FieldErrors | undefined>;
  /** where the form has what a path of the body is about */
  fieldOf: (path: readonly PropertyKey[]) => string;
  /** what a field is called */
  labelOf: (path: string) => string;
  submit: string;
  children: ReactNode;
}

/**
 * The frame of a form that has affected products. Refusals, of the contract or of the API, stand at their fields, and by name
 * at the end; the first is gone to. Nothing that was typed is lost.
 */
export function SendForm<T extends { products: TypedProduct[] }>(props: Props<T>) {
  const { form, onSend, fieldOf, labelOf, submit, children } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const frame = useRef<HTMLFormElement>(null);
  const goTo = (path: string) =>
    frame.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus();
  const refuse = (errors: FieldErrors) => {
    const shown = Object.entries(errors).map(([path, why]): [string, ReactNode] => [
      path,
      typeof why === 'string' ? capital(why) : texts.unreadable(why.length),
    ]);
    form.setErrors(Object.fromEntries(shown));
    const first = shown[0]?.[0];
    if (first !== undefined) setTimeout(() => goTo(first), 0);
  };
  const send = async () => {
    setBusy(true);
    setFailure(null);
    form.clearErrors();
    try {
      const typed = form.getValues();
      const lists = [];
      for (const { list } of typed.products) lists.push(await readSerialsInPieces(list));
      const errors = await onSend(typed, lists);
      if (errors !== undefined) refuse(errors);
    } catch (error) {
      setFailure(error);
      if (error instanceof ProblemError && error.errors.length > 0)
        refuse(
          Object.fromEntries(error.errors.map(({ path, message }) => [fieldOf(path.split('.')), message])),
        );
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      ref={frame}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Stack>
        {children}
        <Refused errors={form.errors} goTo={goTo} labelOf={labelOf} />
        {failure !== null && Object.keys(form.errors).length === 0 && <Failure error={failure} />}
        <Group justify="flex-end">
          <Button type="submit" loading={busy} size="md">
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Every refused field by name, each leading to it. */
function Refused({
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
  const label = name === 'name' ? texts.productName : (texts as Record<string, unknown>)[name];
  return `${texts.product(Number(at) + 1)}: ${typeof label === 'string' ? label : texts.products}`;
}

const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
