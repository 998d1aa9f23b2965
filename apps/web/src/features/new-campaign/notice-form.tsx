import { Fieldset, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type CreateNoticeInput, noticeActions, replyKinds } from '#contracts/notices';
import { asProductsForm, productLabel, ProductsEditor, SendForm } from '#web/features/affected-products';
import type { SerialList } from '#web/features/typed-products';
import { ConfirmButton } from '#web/ui';
import { noticeForm as texts } from '../../texts/en/notice-form';
import { notices as words } from '../../texts/en/notices';
import { LetterFields } from './letter-fields';
import { emptyNotice, fieldOf, toNotice, type TypedNotice } from './typed-notice';

/**
 * A notice to type in. Whatever is typed goes to `onType` too, which keeps it; `onSubmit` gets it as the API takes it.
 * Refusals, of the contract or of the API, stand at their fields.
 */
export function NoticeForm({
  typed,
  onType,
  onSubmit,
  onStartAnew,
}: {
  typed: TypedNotice | null;
  onType: (typed: TypedNotice) => void;
  onSubmit: (notice: CreateNoticeInput) => Promise<void>;
  onStartAnew: () => Promise<void>;
}) {
  const form = useForm<TypedNotice>({
    mode: 'uncontrolled',
    initialValues: typed ?? emptyNotice(),
    onValuesChange: onType,
  });
  const send = async (values: TypedNotice, lists: readonly SerialList[]) => {
    const read = toNotice(values, lists);
    if ('errors' in read) return read.errors;
    await onSubmit(read.notice);
    return undefined;
  };

  const field = (name: keyof TypedNotice) => form.getInputProps(name);
  return (
    <SendForm form={form} onSend={send} fieldOf={fieldOf} labelOf={labelOf} submit={texts.submit}>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {texts.kept}
        </Text>
        {typed !== null && (
          <ConfirmButton
            data-dialog="typed-notice-anew"
            size="xs"
            variant="default"
            label={texts.startAnew}
            title={texts.startAnewTitle}
            question={texts.startAnewText}
            confirm={texts.startAnew}
            onConfirm={onStartAnew}
          />
        )}
      </Group>
      <Fieldset legend={texts.whatItIs}>
        <Stack gap="sm">
          <TextInput
            key={form.key('title')}
            label={texts.title}
            description={texts.titleHint}
            required
            {...field('title')}
          />
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} spacing="sm">
            <TextInput key={form.key('firm')} label={texts.firm} required {...field('firm')} />
            <Select
              key={form.key('class')}
              label={texts.class}
              allowDeselect={false}
              data={[
                { value: '', label: texts.noClass },
                ...['I', 'II', 'III'].map((value) => ({ value, label: `Class ${value}` })),
              ]}
              {...field('class')}
            />
            <Select
              key={form.key('action')}
              label={texts.action}
              allowDeselect={false}
              data={noticeActions.map((value) => ({ value, label: words.actions[value] ?? value }))}
              {...field('action')}
            />
            <TextInput
              key={form.key('initiatedOn')}
              type="date"
              label={texts.initiatedOn}
              {...field('initiatedOn')}
            />
            <TextInput
              key={form.key('recallNumbers')}
              label={texts.recallNumbers}
              description={texts.recallNumbersHint}
              {...field('recallNumbers')}
            />
            <TextInput key={form.key('eventNumber')} label={texts.eventNumber} {...field('eventNumber')} />
            <Select
              key={form.key('replyKind')}
              label={texts.replyKind}
              allowDeselect={false}
              data={[
                { value: '', label: texts.replyUnknown },
                ...replyKinds.map((value) => ({ value, label: words.reply[value] ?? value })),
              ]}
              {...field('replyKind')}
            />
            <TextInput key={form.key('replyAddress')} label={texts.replyAddress} {...field('replyAddress')} />
          </SimpleGrid>
          <Textarea
            key={form.key('reason')}
            label={texts.reason}
            description={texts.reasonHint}
            rows={3}
            {...field('reason')}
          />
        </Stack>
      </Fieldset>
      <LetterFields form={form} />
      <ProductsEditor form={asProductsForm(form)} />
    </SendForm>
  );
}

/** "Product 1: Product codes" for products.0.productCodes. */
function labelOf(path: string): string {
  const [first, at] = path.split('.');
  const label = (texts as Record<string, unknown>)[first ?? ''];
  if (first === 'communications') return texts.letter(Number(at) + 1);
  return productLabel(path) ?? (typeof label === 'string' ? label : path);
}
