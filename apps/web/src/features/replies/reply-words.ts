import type { ReplyFigures, ReplyState } from '#contracts/replies';
import type { Tone } from '#web/ui';

// What a reply says of itself, values alone. The server has the last word (libs/domain/src/replies/reconciliation.ts).

const TONES: Record<ReplyState, Tone> = {
  due: 'soon',
  ready: 'info',
  sending: 'info',
  sent: 'done',
  entered: 'done',
  acknowledged: 'done',
  'correction-due': 'late',
};
export const toneOf = (state: ReplyState): Tone => TONES[state];

/** How many pumps have no place in the reply; `interim` may say how many are still open. */
export const missingOf = ({ total }: ReplyFigures, interim: boolean): number =>
  total.unplaced + (interim ? 0 : total.stillOpen);

/** The reply route that a notice asks for, as one of ours. */
export function routeOf(kind: string | undefined): 'email' | 'portal' | 'form' {
  return kind === 'portal' ? 'portal' : kind === 'distributor' ? 'form' : 'email';
}

export interface Receiver {
  organisation: string;
  name: string;
  email: string;
}
export interface ReadReceivers {
  receivers: Receiver[];
  faults: Array<{ line: number; why: 'parts' | 'email' | 'twice' }>;
}

const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

/**
 * Receivers from a text that was typed or pasted from a table: one a line, its parts divided by tab, semicolon or comma.
 * The e-mail address may stand anywhere in its line; an organisation may have commas in its name.
 */
export function readReceivers(text: string): ReadReceivers {
  const read: ReadReceivers = { receivers: [], faults: [] };
  const seen = new Set<string>();
  text.split(/\r?\n/).forEach((line, n) => {
    if (line.trim() === '') return;
    const divider = line.includes('\t') ? '\t' : line.includes(';') ? ';' : ',';
    const parts = line
      .split(divider)
      .map((part) =>
        part
          .trim()
          .replace(/^"(.*)"$/, '$1')
          .trim(),
      )
      .filter((part) => part !== '');
    const at = parts.findIndex((part) => part.includes('@'));
    const email = (parts[at] ?? '').replace(/^.*<(.*)>$/, '$1').toLowerCase();
    const rest = parts.filter((_, index) => index !== at);
    const fault = (why: ReadReceivers['faults'][number]['why']): void => {
      read.faults.push({ line: n + 1, why });
    };
    if (at !== -1 && !EMAIL.test(email)) return fault('email');
    if (at === -1 || rest.length < 2) return fault('parts');
    if (seen.has(email)) return fault('twice');
    seen.add(email);
    read.receivers.push({
      organisation: rest.slice(0, -1).join(', '),
      name: rest.at(-1) as string,
      email,
    });
  });
  return read;
}
