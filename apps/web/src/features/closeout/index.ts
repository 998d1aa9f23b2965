export { CloseButton } from './close-button';
export { SignForm } from './sign-form';
