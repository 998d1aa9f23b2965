import { Inject, Injectable } from '@nestjs/common';
import { SendingService } from '#domain/reminders';
import { type JobHandler, PermanentJobError } from '#platform/queue';

/** Sends one reminder; the row says whether there is anything to send. */
@Injectable()
export class SendProcessor implements JobHandler {
  readonly name = 'reminders.send';

  constructor(@Inject(SendingService) private readonly sending: SendingService) {}

  async handle(data: Record<string, unknown>, job: { lastAttempt: boolean }): Promise<void> {
    const { reminderId } = data;
    if (typeof reminderId !== 'string') throw new PermanentJobError('this job names no reminder');
    await this.sending.sendReminder(reminderId, job);
  }
}
