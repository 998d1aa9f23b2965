import { ImportMapping } from '#contracts/import-mapping';
import { ExpectedError } from '#platform/errors';

/**
 * The mapping of a request's query, which is JSON inside a parameter.
 * @throws ExpectedError import.mapping-invalid
 */
export function mappingOf(parameter: string | undefined): ImportMapping | null {
  if (parameter === undefined || parameter === '') return null;
  const read = ImportMapping.safeParse(jsonOf(parameter));
  if (read.success) return read.data;
  throw new ExpectedError(
    'invalid',
    'import.mapping-invalid',
    'The mapping names for our columns those of the file, as JSON: {"asset_tag": "Tag", "site": "Hospital"}. See errors.',
    {
      errors: read.error.issues.map(({ path, message }) => ({
        path: ['mapping', ...path].join('.'),
        message,
      })),
    },
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
