import { Button, Text } from '@mantine/core';
import { emptyProduct } from '#web/features/typed-products';
import { noticeForm as texts } from '../../texts/en/notice-form';
import type { ProductsForm } from './codes-input';
import { ProductForm } from './product-form';

/** The rows of a notice or of a later letter: as many as have their own codes or limits. */
export function ProductsEditor({ form, hint = texts.productsHint }: { form: ProductsForm; hint?: string }) {
  const { products } = form.getValues();
  return (
    <>
      <div>
        <Text fw={650} size="lg" component="h2" m={0}>
          {texts.products}
        </Text>
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      </div>
      {products.map(({ key }, at) => (
        <ProductForm key={key} form={form} at={at} only={products.length === 1} />
      ))}
      <Button
        variant="default"
        w="fit-content"
        onClick={() => form.insertListItem('products', emptyProduct())}
      >
        {texts.addProduct}
      </Button>
    </>
  );
}
