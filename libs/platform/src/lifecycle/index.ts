export { type Parent, withParent } from './parent.js';
