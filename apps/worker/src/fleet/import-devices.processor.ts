import { Injectable } from '@nestjs/common';
import { ImportRunner } from '#domain/fleet';
import type { JobHandler } from '#platform/queue';

/** Runs an import whose file the API has stored. */
@Injectable()
export class ImportDevicesProcessor implements JobHandler {
  readonly name = 'fleet.import-devices';

  constructor(private readonly imports: ImportRunner) {}

  async handle(data: Record<string, unknown>, job: { lastAttempt: boolean }): Promise<void> {
    await this.imports.run(String(data['importId']), job);
  }
}
