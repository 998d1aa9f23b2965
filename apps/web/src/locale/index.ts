export {
  formatDay,
  formatDayOrMonth,
  formatMoment,
  formatMonth,
  formatNumber,
  formatPercent,
} from './format';
export { preferLocale } from './locale';
export { localMinute, momentOf } from './local-time';
