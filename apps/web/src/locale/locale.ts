let preferred: string | null = null;
/** what was found last, and for which tags */
let found: { of: string; tag: string | undefined } | null = null;
let zone: { asked: string | null; known: string | undefined; elsewhere: boolean } = {
  asked: null,
  known: undefined,
  elsewhere: false,
};

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

/** The time zone of a person's profile, for every moment shown from now on; null: that of the device. */
export function preferZone(timeZone: string | null): void {
  if (timeZone === zone.asked) return;
  const device = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = timeZone === null ? undefined : zoneKnown(timeZone);
  zone = { asked: timeZone, known, elsewhere: known !== undefined && known !== device };
}

/** Undefined where the device does not know a zone: Intl refuses it with an error. */
function zoneKnown(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** The zone in which moments are written (undefined: the device's), and whether it is another than the device's. */
export const zoneNow = (): { timeZone: string | undefined; elsewhere: boolean } => ({
  timeZone: zone.known,
  elsewhere: zone.elsewhere,
});
