/** "2026-03-02 14:05 UTC" */
export const when = (at: Date | null | undefined): string =>
  at === null || at === undefined ? '' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const number = (n: number | string): string => Number(n).toLocaleString('en-US');
