/** Which list of an import is shown, as it stands in the address. */
export interface ImportSearch {
  show?: 'refused' | 'warnings';
}
export const readImportSearch = (search: Record<string, unknown>): ImportSearch =>
  search['show'] === 'refused' || search['show'] === 'warnings' ? { show: search['show'] } : {};

/** `like`: an earlier import whose columns are taken again. */
export const readNewImportSearch = (search: Record<string, unknown>): { like?: string } => {
  const { like } = search;
  return typeof like === 'string' && /^[1-9]\d{0,18}$/.test(like) ? { like } : {};
};
