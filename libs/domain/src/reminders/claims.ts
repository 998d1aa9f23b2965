import type { DataSource } from 'typeorm';
import type { ReminderKind } from '#contracts/reminders';
import { sqlOf } from '#platform/database';
import type { Logger } from '#platform/logging';

/** A reminder that this process has taken up for sending. */
export interface Claim {
  id: string;
  kind: ReminderKind;
  personId: string;
  /** whose work it is about, where that is somebody on leave */
  forPersonId: string | null;
  campaignId: string | null;
  moment: string;
  /** with its angle brackets; the same at every attempt */
  messageId: string;
  /** which attempt this is; nobody else has the same number */
  attempt: number;
  requestedBy: string | null;
  note: string | null;
}

/**
 * Holds reminders while they are being sent. A claim lasts a few seconds and is renewed as long as this process lives,
 * so that a killed one gives its rows free soon, and a slow mail server does not.
 */
export class Claims {
  private readonly held = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly settings: { leaseSeconds: number; mailHost: string },
    private readonly logger: Logger,
  ) {}

  /**
   * Takes a reminder that waits to be sent, or whose sender is gone.
   * @returns 'done' when it needs no sending any more, 'held' while another worker is at it
   */
  async take(reminderId: string): Promise<Claim | 'done' | 'held'> {
    const sql = sqlOf(this.database);
    const [claim] = await sql<Omit<Claim, 'attempt'> & { attempt: number }>(
      `UPDATE reminder r
          SET state = 'sending', attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => $2),
              message_id = coalesce(message_id, '<reminder-' || r.id || '.' || s.message_salt || '@' || $3 || '>')
         FROM sweep s
        WHERE r.id = $1 AND (r.state IN ('pending', 'failed') OR (r.state = 'sending' AND r.claimed_until < clock_timestamp()))
        RETURNING r.id, r.kind, r.person_id AS "personId", r.for_person_id AS "forPersonId", r.campaign_id AS "campaignId", r.moment, r.message_id AS "messageId",
                  r.attempts AS attempt, r.requested_by AS "requestedBy", r.note`,
      [reminderId, this.settings.leaseSeconds, this.settings.mailHost],
    );
    if (claim !== undefined) {
      this.held.set(claim.id, claim.attempt);
      this.timer ??= setInterval(() => this.renew(), (this.settings.leaseSeconds * 1000) / 4).unref();
      return claim;
    }
    const [row] = await sql<{ state: string }>('SELECT state FROM reminder WHERE id = $1', [reminderId]);
    return row?.state === 'sending' ? 'held' : 'done';
  }

  letGo(claim: Claim): void {
    this.held.delete(claim.id);
    if (this.held.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  private renew(): void {
    sqlOf(this.database)(
      `UPDATE reminder r SET claimed_until = clock_timestamp() + make_interval(secs => $3)
         FROM unnest($1::bigint[], $2::int[]) AS mine(id, attempt)
        WHERE r.id = mine.id AND r.attempts = mine.attempt AND r.state = 'sending'`,
      [[...this.held.keys()], [...this.held.values()], this.settings.leaseSeconds],
    ).catch((error: unknown) => this.logger.warn({ err: error }, 'claims on reminders could not be renewed'));
  }
}
