export {
  formatDay,
  formatDayOf,
  formatDayOrMonth,
  formatMoment,
  formatMonth,
  formatNumber,
  formatPercent,
  formatSize,
  withDays,
  withDaysOf,
} from './format';
export { preferLocale, preferZone } from './locale';
export { localMinute, momentOf } from './local-time';
