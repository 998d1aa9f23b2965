/**
 * Search parameters of an address are texts, as people write and send them: ?q=2006307 is a serial number and ?site=1 an id,
 * while the router's own reader makes numbers of them. For `parseSearch`.
 */
export const readSearch = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search));

/** The longest text that any list of the API looks for; what is pasted may be a whole page. */
const LONGEST = 100;

/** What somebody looks for, as an address keeps it and as the API takes it; undefined: nothing. */
export const sought = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.trim().slice(0, LONGEST).trim() || undefined : undefined;

/** For `validateSearch`: search parameters each of which may be absent. */
export function texts<Name extends string>(...names: Name[]) {
  return (search: Record<string, unknown>): { [N in Name]?: string | undefined } => {
    const found: { [N in Name]?: string | undefined } = {};
    for (const name of names) {
      const value = name === 'q' ? sought(search[name]) : search[name];
      if (typeof value === 'string' && value !== '') found[name] = value;
    }
    return found;
  };
}

/** What is given, without what is undefined: an address has no empty parameters. */
export const given = <T extends object>(search: T) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
