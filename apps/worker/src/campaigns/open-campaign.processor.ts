import { Injectable } from '@nestjs/common';
import { OpeningService } from '#domain/campaigns';
import type { JobHandler } from '#platform/queue';

/** 'campaigns.open' {campaignId}: opens a campaign in chunks; run again, it goes on where it was. */
@Injectable()
export class OpenCampaignProcessor implements JobHandler {
  readonly name = 'campaigns.open';
  constructor(private readonly opening: OpeningService) {}

  async handle(data: Record<string, unknown>): Promise<void> {
    await this.opening.openCampaign(String(data.campaignId));
  }
}
