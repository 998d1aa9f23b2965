export { asProductsForm, type ProductsForm, useText } from './codes-input';
export { productLabel, Refused, useRefusals } from './form-refusals';
export { ProductsEditor } from './products-editor';
