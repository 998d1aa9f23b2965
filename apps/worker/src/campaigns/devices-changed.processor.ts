import { Injectable } from '@nestjs/common';
import { type ChangedDevices, WatchService } from '#domain/campaigns';
import type { JobHandler } from '#platform/queue';

/**
 * 'campaigns.devices-changed' {deviceIds, importId or updatedSince; by; remedies}: open work follows devices to where they
 * stand now, and every campaign looks at them again.
 */
@Injectable()
export class DevicesChangedProcessor implements JobHandler {
  readonly name = 'campaigns.devices-changed';
  constructor(private readonly watch: WatchService) {}

  async handle(data: Record<string, unknown>): Promise<void> {
    await this.watch.follow(data as unknown as ChangedDevices);
  }
}
