import { Button, Checkbox, Fieldset, Group, Radio, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { emptyProduct, type TypedProduct } from '#web/features/typed-products';
import { ConfirmButton } from '#web/ui';
import { noticeForm as texts } from '../../texts/en/notice-form';
import { notices as words } from '../../texts/en/notices';
import { CodesInput, type ProductsForm, RangesInput, VersionsInput } from './codes-input';
import { SerialsInput } from './serials-input';

/** One row of the notice: codes, and the limits on serial numbers, dates and software. */
export function ProductForm({ form, at, only }: { form: ProductsForm; at: number; only: boolean }) {
  const path = `products.${at}` as const;
  const serials = form.useWatchValue(`${path}.serials` as never) as unknown as TypedProduct['serials'];
  const field = (name: keyof TypedProduct) => form.getInputProps(`${path}.${name}`);
  const n = at + 1;
  return (
    <Fieldset legend={texts.product(n)} role="group">
      <Stack gap="md">
        <TextInput label={texts.productName} required key={form.key(`${path}.name`)} {...field('name')} />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <CodesInput
            form={form}
            path={`${path}.productCodes`}
            kind="product-code"
            label={texts.productCodes}
            description={texts.codesHint}
          />
          <CodesInput
            form={form}
            path={`${path}.udiDis`}
            kind="udi-di"
            label={texts.udiDis}
            description={texts.udisHint}
          />
        </SimpleGrid>
        <Radio.Group
          label={texts.serials}
          value={serials ?? 'all'}
          onChange={(value) => form.setFieldValue(`${path}.serials`, value as TypedProduct['serials'])}
        >
          <Stack gap={6} mt={6}>
            <Radio value="all" label={texts.serialsAll} />
            <Radio value="given" label={texts.serialsGiven} />
          </Stack>
        </Radio.Group>
        {serials === 'given' && (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <SerialsInput form={form} path={`${path}.list`} rangesPath={`${path}.ranges`} />
            <RangesInput
              form={form}
              path={`${path}.ranges`}
              label={texts.ranges}
              description={texts.rangesHint}
            />
          </SimpleGrid>
        )}
        <Limits legend={texts.dates} hint={texts.datesHint}>
          <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
            {(['manufacturedFrom', 'manufacturedTo', 'distributedFrom', 'distributedTo'] as const).map(
              (name) => (
                <TextInput
                  key={form.key(`${path}.${name}`)}
                  type="date"
                  label={texts[name]}
                  {...field(name)}
                />
              ),
            )}
          </SimpleGrid>
        </Limits>
        <Limits legend={texts.software} hint={texts.softwareHint}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <VersionsInput form={form} path={`${path}.include`} label={texts.include} />
            <VersionsInput form={form} path={`${path}.exclude`} label={texts.exclude} />
          </SimpleGrid>
        </Limits>
        <CarriedOver form={form} at={at} />
        <Group gap="xs" justify="flex-end">
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              form.insertListItem(
                'products',
                { ...(form.getValues().products[at] ?? emptyProduct()), key: crypto.randomUUID() },
                at + 1,
              )
            }
          >
            {texts.copyProduct(n)}
          </Button>
          {!only && (
            <ConfirmButton
              data-dialog="product-remove"
              size="xs"
              variant="default"
              label={texts.removeProduct(n)}
              title={texts.removeProductTitle}
              question={texts.removeProductText}
              confirm={texts.removeProduct(n)}
              onConfirm={async () => form.removeListItem('products', at)}
            />
          )}
        </Group>
      </Stack>
    </Fieldset>
  );
}

/** What the product says besides, and no field is for: it stays with the product. Words can be said to be read. */
function CarriedOver({ form, at }: { form: ProductsForm; at: number }) {
  const { printed, unread } = form.getValues().products[at] ?? emptyProduct();
  if (printed.length === 0 && !unread) return null;
  return (
    <Limits legend={texts.carried} hint={texts.carriedHint}>
      {printed.length > 0 && (
        <Text size="sm">
          {words.printed}: {printed.join(', ')}
        </Text>
      )}
      {unread && (
        <Stack gap={6}>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {words.unread}: {unread.text}
          </Text>
          <Checkbox
            label={texts.wordsRead}
            description={texts.wordsReadHint}
            key={form.key(`products.${at}.wordsRead`)}
            {...form.getInputProps(`products.${at}.wordsRead`, { type: 'checkbox' })}
          />
        </Stack>
      )}
    </Limits>
  );
}

function Limits({ legend, hint, children }: { legend: string; hint: string; children: ReactNode }) {
  return (
    <div role="group" aria-label={legend}>
      <Text size="sm" fw={600}>
        {legend}
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {hint}
      </Text>
      {children}
    </div>
  );
}
