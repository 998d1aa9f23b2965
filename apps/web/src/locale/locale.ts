let preferred: string | null = null;
/** what was found last, and for which tags */
let found: { of: string; tag: string | undefined } | null = null;

/** The language tag of a person's profile (BCP 47), for everything shown from now on; null: that of the browser. */
export function preferLocale(tag: string | null): void {
  preferred = tag;
}

/** Browsers on Linux may report tags that are none ("en-US@posix"), which Intl refuses with an error. */
function isLanguageTag(tag: string | null | undefined): tag is string {
  try {
    return Boolean(tag) && Intl.getCanonicalLocales(tag as string).length === 1;
  } catch {
    return false;
  }
}

/** The locale in which days and numbers are written; undefined: the system's. */
export function locale(): string | undefined {
  const browser =
    typeof navigator === 'undefined' ? [] : [navigator.language, ...(navigator.languages ?? [])];
  const tags = [preferred, ...browser];
  const of = tags.join();
  if (found?.of !== of) found = { of, tag: tags.find(isLanguageTag) ?? undefined };
  return found.tag;
}
