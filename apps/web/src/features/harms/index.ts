export { HarmsWaiting } from './harms-waiting';
