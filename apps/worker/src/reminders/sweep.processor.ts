import { Inject, Injectable } from '@nestjs/common';
import { SweepService } from '#domain/reminders';
import { RepliesSweepService } from '#domain/replies';
import type { JobHandler } from '#platform/queue';

/** Runs by the schedule, and at once when something has been made that owes a message. */
@Injectable()
export class SweepProcessor implements JobHandler {
  readonly name = 'reminders.sweep';

  constructor(
    @Inject(SweepService) private readonly sweeps: SweepService,
    @Inject(RepliesSweepService) private readonly replies: RepliesSweepService,
  ) {}

  async handle(): Promise<void> {
    await this.sweeps.sweepReminders();
    await this.replies.sweep();
  }
}
