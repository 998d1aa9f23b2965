export {
  formatDay,
  formatDayOrMonth,
  formatMoment,
  formatMonth,
  formatNumber,
  formatPercent,
  formatSize,
  withDays,
} from './format';
export { preferLocale } from './locale';
export { localMinute, momentOf } from './local-time';
