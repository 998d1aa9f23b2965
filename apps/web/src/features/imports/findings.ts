import type { ImportFinding } from '#contracts/imports';

/** Findings that say the same thing about the same column. */
export interface FindingGroup {
  column: string | null;
  /** what they say, with … where they differ */
  reason: string;
  findings: ImportFinding[];
}

/** What differs from row to row: numbers, codes and days, and what stands in quotation marks. */
const DIFFERS = /"[^"]*"|“[^”]*”|\S*\d\S*/g;

/** Gathers findings by what they say, most frequent first: a thousand wrong check digits are one line to read. */
export function groupFindings(findings: readonly ImportFinding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const shape = finding.reason.replace(DIFFERS, '…');
    const key = `${finding.column ?? ''}\n${shape}`;
    const group = groups.get(key);
    if (group === undefined)
      groups.set(key, { column: finding.column, reason: finding.reason, findings: [finding] });
    else {
      if (group.reason !== finding.reason) group.reason = shape;
      group.findings.push(finding);
    }
  }
  return [...groups.values()].toSorted((one, other) => other.findings.length - one.findings.length);
}
