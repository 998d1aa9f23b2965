/**
 * Search parameters of an address are texts, as people write and send them: ?q=2006307 is a serial number and ?site=1 an id,
 * while the router's own reader makes numbers of them. For `parseSearch`.
 */
export const readSearch = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search));

/** For `validateSearch`: search parameters each of which may be absent. */
export function texts<Name extends string>(...names: Name[]) {
  return (search: Record<string, unknown>): { [N in Name]?: string | undefined } => {
    const found: { [N in Name]?: string | undefined } = {};
    for (const name of names) {
      const value = search[name];
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
