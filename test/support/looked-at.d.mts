/** What axe-core saw in one look. */
export interface Look {
  path: string;
  search: string;
  deadEnd: string | null;
  loading: boolean;
  /** the names of the open ones, the topmost last */
  dialogs: string[];
}
export function noteLook(look: Look): void;
export function neverLookedAt(folder: string): string[];
export function everything(): { pages: string[]; dialogs: string[]; faults: string[] };
