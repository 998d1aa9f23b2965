import { Injectable } from '@nestjs/common';
import { type ChangedDevices, MovedDevicesService } from '#domain/campaigns';
import type { JobHandler } from '#platform/queue';

/** 'campaigns.devices-changed' {deviceIds or importId, by}: open work follows devices to where they stand now. */
@Injectable()
export class DevicesChangedProcessor implements JobHandler {
  readonly name = 'campaigns.devices-changed';
  constructor(private readonly moved: MovedDevicesService) {}

  async handle(data: Record<string, unknown>): Promise<void> {
    await this.moved.follow(data as unknown as ChangedDevices);
  }
}
