import { Injectable } from '@nestjs/common';
import { HarmsService } from '#domain/replies';
import type { JobHandler } from '#platform/queue';

/** 'replies.harm-reported' {taskId}: opens the record and tells the risk manager at once. */
@Injectable()
export class HarmReportedProcessor implements JobHandler {
  readonly name = 'replies.harm-reported';
  constructor(private readonly harms: HarmsService) {}

  async handle(): Promise<void> {
    await this.harms.openReported();
  }
}
