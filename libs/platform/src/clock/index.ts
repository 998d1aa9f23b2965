export { Clock, MovableClock, SystemClock } from './clock.js';
