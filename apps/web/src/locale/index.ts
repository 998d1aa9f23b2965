export { formatDay, formatMoment, formatMonth, formatNumber, formatPercent } from './format';
export { preferLocale } from './locale';
