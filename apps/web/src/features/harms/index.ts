export { HarmsWaiting } from './harms-waiting';
export { harmsToDo, isOverdue } from './harms.queries';
