import type { MailboxMessage } from '#contracts/mailbox';
import type { ReminderView } from '#contracts/reminders';
import type { Person, Visitor } from './hospital.js';

/** Letters: replies, passed-on notices, word of harm. They are no reminders, and go to people outside, or at once. */
const LETTERS = ['reply', 'forward', 'harm'];

interface Count {
  assignment: number;
  digest: number;
  other: number;
  mostDigestsADay: number;
}

/** What the mailbox received since the demo began, held against the reminders that were owed. */
export class Ledger {
  private messages: MailboxMessage[] = [];

  private constructor(
    private readonly manager: Visitor,
    private readonly knownBefore: ReadonlySet<string>,
    private readonly reminderIdsBefore: ReadonlySet<string>,
  ) {}

  static async open(manager: Visitor): Promise<Ledger> {
    const messages = await manager.all<MailboxMessage>('mailbox?limit=500');
    const reminders = await manager.all<ReminderView>('reminders?limit=500');
    return new Ledger(manager, new Set(messages.map((m) => m.id)), new Set(reminders.map((r) => r.id)));
  }

  /** The messages that came since the last look. */
  async newMail(): Promise<MailboxMessage[]> {
    const seen = new Set(this.messages.map((message) => message.id));
    const all = (await this.manager.all<MailboxMessage>('mailbox?limit=500')).filter(
      (message) => !this.knownBefore.has(message.id),
    );
    this.messages = all;
    return all.filter((message) => !seen.has(message.id));
  }

  /** The table of mails per person, and the promises of DESIGN rule 2 and 3 that do not hold (none, one hopes). */
  async summary(people: Person[]): Promise<{ lines: string[]; broken: string[] }> {
    const reminders = (await this.manager.all<ReminderView>('reminders?limit=500')).filter(
      (reminder) => !this.reminderIdsBefore.has(reminder.id),
    );
    const received = new Map(this.messages.map((message) => [message.messageId, message]));
    const broken: string[] = [];
    const counts = new Map<string, Count>();
    const digestsADay = new Map<string, number>();
    for (const reminder of reminders) {
      if (reminder.state === 'dropped') continue;
      const message = reminder.messageId === null ? undefined : received.get(reminder.messageId);
      if (reminder.state !== 'sent' || message === undefined) {
        broken.push(
          `reminder ${reminder.id} (${reminder.kind}) is ${reminder.state} and ${message === undefined ? 'not ' : ''}in the mailbox`,
        );
        continue;
      }
      if (message.deliveries !== 1)
        broken.push(`message ${message.messageId} came ${message.deliveries} times`);
      const count = counts.get(reminder.person.id) ?? {
        assignment: 0,
        digest: 0,
        other: 0,
        mostDigestsADay: 0,
      };
      if (reminder.kind === 'assignment') count.assignment += 1;
      else if (reminder.kind === 'digest') {
        count.digest += 1;
        const day = `${reminder.person.id} ${reminder.moment}`;
        digestsADay.set(day, (digestsADay.get(day) ?? 0) + 1);
        count.mostDigestsADay = Math.max(count.mostDigestsADay, digestsADay.get(day) ?? 0);
      } else count.other += 1;
      counts.set(reminder.person.id, count);
    }
    const owed = new Set(reminders.map((reminder) => reminder.messageId));
    for (const message of this.messages) {
      if (LETTERS.includes(message.kind ?? '')) {
        if (message.deliveries !== 1)
          broken.push(`message ${message.messageId} came ${message.deliveries} times`);
      } else if (!owed.has(message.messageId))
        broken.push(`message ${message.messageId} belongs to no reminder`);
    }
    for (const [day, n] of digestsADay) if (n > 1) broken.push(`${n} digests for person and day ${day}`);
    const lines = [
      row(['person', 'assignment', 'digests', 'other', 'most digests a day']),
      ...people
        .filter((person) => counts.has(person.id))
        .map((person) => {
          const c = counts.get(person.id) as Count;
          return row([person.name, c.assignment, c.digest, c.other, c.mostDigestsADay]);
        }),
    ];
    return { lines, broken };
  }

  /** E-mails that are no reminders. */
  get letters(): number {
    return this.messages.filter(({ kind }) => LETTERS.includes(kind ?? '')).length;
  }

  get total(): number {
    return this.messages.length;
  }
}

const WIDTHS = [12, 12, 12, 21];

const row = ([name, ...cells]: Array<string | number>): string =>
  `  ${String(name).padEnd(34)}${cells.map((cell, n) => String(cell).padStart(WIDTHS[n] ?? 12)).join('')}`;
