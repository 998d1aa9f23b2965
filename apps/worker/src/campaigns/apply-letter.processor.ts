import { Injectable } from '@nestjs/common';
import { ApplyingService } from '#domain/campaigns';
import type { JobHandler } from '#platform/queue';

/** 'campaigns.apply-letter' {changeId}: applies a later letter in chunks; run again, it goes on where it was. */
@Injectable()
export class ApplyLetterProcessor implements JobHandler {
  readonly name = 'campaigns.apply-letter';
  constructor(private readonly applying: ApplyingService) {}

  async handle(data: Record<string, unknown>): Promise<void> {
    await this.applying.applyLetter(String(data.changeId));
  }
}
