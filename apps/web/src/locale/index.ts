export {
  formatDay,
  formatDayOrMonth,
  formatMoment,
  formatMonth,
  formatNumber,
  formatPercent,
} from './format';
export { preferLocale } from './locale';
