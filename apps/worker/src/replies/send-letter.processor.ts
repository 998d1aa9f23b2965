import { Injectable } from '@nestjs/common';
import { LetterSendingService } from '#domain/replies';
import { type JobHandler, PermanentJobError } from '#platform/queue';

/** 'replies.send' {letterId}: sends one letter; the row says whether there is anything to send. */
@Injectable()
export class SendLetterProcessor implements JobHandler {
  readonly name = 'replies.send';
  constructor(private readonly letters: LetterSendingService) {}

  async handle(data: Record<string, unknown>, job: { lastAttempt: boolean }): Promise<void> {
    const { letterId } = data;
    if (typeof letterId !== 'string') throw new PermanentJobError('this job names no letter');
    await this.letters.sendLetter(letterId, job);
  }
}
