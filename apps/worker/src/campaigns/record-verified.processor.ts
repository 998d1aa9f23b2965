import { Injectable } from '@nestjs/common';
import { VerifiedRecordsService } from '#domain/campaigns';
import type { JobHandler } from '#platform/queue';

/** 'campaigns.record-verified' {taskId}: confirms a pump or takes it out of scope. */
@Injectable()
export class RecordVerifiedProcessor implements JobHandler {
  readonly name = 'campaigns.record-verified';
  constructor(private readonly verified: VerifiedRecordsService) {}

  async handle(data: Record<string, unknown>): Promise<void> {
    await this.verified.applyVerifiedRecord(String(data.taskId));
  }
}
