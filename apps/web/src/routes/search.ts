/**
 * For `validateSearch`: search parameters that are plain texts, each of which may be absent. The router reads `site=1` as a
 * number before anybody can say otherwise, and ids are texts: it is made one again.
 */
export function texts<Name extends string>(...names: Name[]) {
  return (search: Record<string, unknown>): { [N in Name]?: string | undefined } => {
    const found: { [N in Name]?: string | undefined } = {};
    for (const name of names) {
      const value = search[name];
      if (value === undefined || value === null || value === '' || typeof value === 'object') continue;
      found[name] = String(value as string | number | boolean);
    }
    return found;
  };
}
