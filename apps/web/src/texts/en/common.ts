import { formatNumber } from '#web/locale';

export const common = {
  loading: 'Loading …',
  retry: 'Try again',
  cancel: 'Cancel',
  save: 'Save',
  saved: 'Saved',
  close: 'Close',
  back: 'Back',
  next: 'Next',
  loadMore: 'Load more',
  more: 'More',
  none: 'none',
  unknown: 'not known',
  requestId: (id: string) => `Request id: ${id}`,
  failedTitle: 'That did not work',
  failedLoad: 'This could not be loaded',
  unexpected:
    'Something went wrong on this page. Load it again; if it comes back, tell whoever runs Closeout.',
  partGone:
    'Closeout was brought up to date meanwhile, or the network is away. Load the page again; what is typed on it and not saved is lost then, so save or copy that first.',
  loadPage: 'Load the page again',
  stale: (when: string) => `As of ${when}. It could not be brought up to date.`,
  notFoundTitle: 'There is nothing here',
  notFound: 'The address is wrong, or what was here belongs to a site that you have not been given.',
  forbiddenTitle: 'Not for your role',
  forbidden: (role: string) =>
    `You are signed in as ${role}, and this page needs another role. An administrator of Closeout can give it to you.`,
  toStart: 'To the start',
  rows: (n: number) => (n === 1 ? '1 row' : `${formatNumber(n)} rows`),
  filters: (used: number) => (used === 0 ? 'Filters' : `Filters (${used})`),
  yes: 'Yes',
  no: 'No',
  late: 'late',
} as const;
