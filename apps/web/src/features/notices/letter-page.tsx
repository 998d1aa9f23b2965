import { Fieldset, Group, Radio, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { NoticeView } from '#contracts/notices';
import {
  asProductsForm,
  LetterDate,
  productLabel,
  ProductsEditor,
  SendForm,
} from '#web/features/affected-products';
import { plansQuery } from '#web/features/plans';
import type { SerialList, TypedProduct } from '#web/features/typed-products';
import { useMe } from '#web/session';
import { ConfirmButton, formatMoment, Link, Loading, Page, QueryView, tellDone, useKept } from '#web/ui';
import { letterForm as texts } from '../../texts/en/letters';
import { noticeQuery, useAddCommunication } from './notices.queries';
import {
  beginningOf,
  emptyLetter,
  isBlankLetter,
  letterField,
  type LetterScope,
  letterScopes,
  restoredLetter,
  toLetter,
  type TypedLetter,
} from './typed-letter';

/** A later letter of a notice: what it says, which pumps it names, and which steps it asks for. */
export function LetterPage() {
  const { noticeId } = useParams({ from: '/signed-in/notices/$noticeId/letter' });
  const notice = useQuery(noticeQuery(noticeId));
  return (
    <Page
      title={texts.title}
      subtitle={
        notice.data && (
          <Link to="/notices/$noticeId" params={{ noticeId }}>
            {texts.of(notice.data.title)}
          </Link>
        )
      }
      size={1100}
    >
      <QueryView query={notice}>{(data) => <Typing key={data.id} notice={data} />}</QueryView>
    </Page>
  );
}

/** The form as it was left on this device, or empty. */
function Typing({ notice }: { notice: NoticeView }) {
  const me = useMe();
  const { loaded, keep, forget } = useKept<TypedLetter>(`letter-${me.id}-${notice.id}`);
  const [round, setRound] = useState(0);
  if (loaded === undefined) return <Loading />;
  const found = loaded !== null && !isBlankLetter(loaded.value) ? loaded : null;
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {found === null ? texts.kept : texts.found(formatMoment(found.at))}
        </Text>
        {found !== null && (
          <ConfirmButton
            data-dialog="typed-letter-anew"
            size="xs"
            variant="default"
            label={texts.startAnew}
            title={texts.startAnewTitle}
            question={texts.startAnewText}
            confirm={texts.startAnew}
            onConfirm={async () => {
              await forget();
              setRound((n) => n + 1);
            }}
          />
        )}
      </Group>
      <LetterForm
        key={round}
        notice={notice}
        typed={found === null ? emptyLetter() : restoredLetter(found.value)}
        onType={keep}
        onEntered={forget}
      />
    </Stack>
  );
}

function LetterForm({
  notice,
  typed,
  onType,
  onEntered,
}: {
  notice: NoticeView;
  typed: TypedLetter;
  onType: (typed: TypedLetter) => void;
  onEntered: () => Promise<void>;
}) {
  const add = useAddCommunication(notice.id);
  const navigate = useNavigate();
  const form = useForm<TypedLetter>({ mode: 'uncontrolled', initialValues: typed, onValuesChange: onType });
  const send = async (values: TypedLetter, lists: readonly SerialList[]) => {
    const read = toLetter(values, lists, notice);
    if ('errors' in read) return read.errors;
    await add.mutateAsync(read.letter);
    await onEntered();
    tellDone(texts.done);
    await navigate({ to: '/notices/$noticeId', params: { noticeId: notice.id }, replace: true });
    return undefined;
  };
  return (
    <SendForm form={form} onSend={send} fieldOf={letterField} labelOf={labelOf} submit={texts.submit}>
      <Fieldset legend={texts.whatCame}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <LetterDate form={asProductsForm(form)} path="date" label={texts.date} />
            <TextInput
              key={form.key('kind')}
              label={texts.kind}
              description={texts.kindHint}
              required
              {...form.getInputProps('kind')}
            />
          </SimpleGrid>
          <Textarea
            key={form.key('summary')}
            label={texts.summary}
            description={texts.summaryHint}
            rows={5}
            {...form.getInputProps('summary')}
          />
          <PlanSelect form={form} />
        </Stack>
      </Fieldset>
      <Scope form={form} notice={notice} />
    </SendForm>
  );
}

type Form = UseFormReturnType<TypedLetter>;

function PlanSelect({ form }: { form: Form }) {
  const plans = useQuery(plansQuery);
  return (
    <div>
      <Select
        key={form.key('plan')}
        label={texts.plan}
        description={texts.planHint}
        allowDeselect={false}
        data={[
          { value: '', label: texts.samePlan },
          ...(plans.data?.items ?? []).map(({ key, version, title }) => ({
            value: `${key} ${version}`,
            label: texts.planOf(title, version),
          })),
        ]}
        {...form.getInputProps('plan')}
      />
      <Text size="sm" mt={4}>
        <Link to="/plans" size="sm">
          {texts.plansLink}
        </Link>
      </Text>
    </div>
  );
}

/** Which pumps the letter names. What was typed for one answer is there again when a person comes back to it. */
function Scope({ form, notice }: { form: Form; notice: NoticeView }) {
  const scope = form.useWatchValue('scope');
  const typed = useRef<Partial<Record<LetterScope, TypedProduct[]>>>({});
  const choose = (next: LetterScope) => {
    const { scope: before, products } = form.getValues();
    typed.current[before] = products;
    form.setFieldValue('products', typed.current[next] ?? beginningOf(next, notice));
    form.setFieldValue('scope', next);
  };
  return (
    <>
      <Radio.Group
        label={texts.scope}
        description={texts.scopeHint}
        value={scope}
        onChange={(value) => choose(value as LetterScope)}
      >
        <Stack gap="xs" mt="xs">
          {letterScopes.map((value) => (
            <Radio
              key={value}
              value={value}
              label={texts.scopes[value].label}
              description={texts.scopes[value].hint}
            />
          ))}
        </Stack>
      </Radio.Group>
      {scope !== 'none' && <ProductsEditor form={asProductsForm(form)} hint={texts.productsHint} />}
    </>
  );
}

function labelOf(path: string): string {
  const label = (texts as Record<string, unknown>)[path];
  return productLabel(path) ?? (typeof label === 'string' ? label : path);
}
