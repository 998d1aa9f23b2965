export { asProductsForm } from './codes-input';
export { LetterDate } from './letter-date';
export { ProductsEditor } from './products-editor';
export { productLabel, SendForm } from './send-form';
