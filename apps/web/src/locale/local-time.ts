/** "2026-03-01T14:05" in the device's zone, as a field of type datetime-local wants it. */
export function localMinute(moment: Date): string {
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The moment (ISO 8601, UTC) that a field of type datetime-local shows; null: it shows none. */
export function momentOf(localMinute: string): string | null {
  const moment = new Date(localMinute);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
