export { ConfirmButton } from './confirm-button';
export { Failure } from './failure';
export {
  formatDay,
  formatDayOf,
  formatDayOrMonth,
  formatMoment,
  formatMonth,
  formatNumber,
  formatPercent,
  formatSize,
  preferLocale,
  preferZone,
  withDays,
  withDaysOf,
} from '#web/locale';
export { FilterBar, usedOf } from './filter-bar';
export { lazyPart } from './lazy-part';
export { Link, LinkButton } from './link';
export { LoadMore } from './load-more';
export { Loading, LoadingRows } from './loading';
export { Nothing } from './nothing';
export { Page } from './page';
export { TwoLines } from './two-lines';
export { Place } from './place';
export { QueryView } from './query-view';
export { tellDone, tellFailure } from './told';
export { ClassBadge, type Tone, ToneBadge } from './tone';
export { useIntentKey } from './use-intent-key';
export { patiently } from './patiently';
export { useLater } from './use-later';
export { useStillThere } from './use-still-there';
export { useKept } from './use-kept';
export { type More, moreOf, usePages } from './use-pages';
export { type Column, VirtualTable } from './virtual-list';
export { MailFrame } from './mail-frame';
export { HeadsUp } from './heads-up';
export { VirtualCards } from './virtual-cards';
export { ReasonField } from './reason-field';
export { SearchField } from './search-field';
export { ScrollTable } from './scroll-table';
export { useWedge } from './use-wedge';
export { DialogButton } from './dialog-button';
export { DialogForm } from './dialog-form';
export { Section } from './section';
export { WaitingPage } from './waiting-page';
