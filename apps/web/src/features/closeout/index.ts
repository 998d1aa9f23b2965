export { CloseButton } from './close-button';
