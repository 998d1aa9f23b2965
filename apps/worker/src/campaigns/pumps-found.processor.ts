import { Injectable } from '@nestjs/common';
import { FoundPumpsService } from '#domain/campaigns';
import type { JobHandler } from '#platform/queue';

/** 'campaigns.pumps-found' {}: a search ended; campaigns open the tasks of a pump that was found, or tell of it. */
@Injectable()
export class PumpsFoundProcessor implements JobHandler {
  readonly name = 'campaigns.pumps-found';
  constructor(private readonly found: FoundPumpsService) {}

  async handle(): Promise<void> {
    await this.found.follow();
  }
}
