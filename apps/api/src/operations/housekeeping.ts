import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { UnitOfWork } from '#domain/audit';
import { IdentityHousekeeping } from '#domain/identity';
import type { Logger } from '#platform/logging';
import { LOGGER } from '#platform/wiring';

const EVERY_MS = 3_600_000;

/** Once an hour throws away what has run out. Each API process does it; the second finds nothing left to do. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly identity: IdentityHousekeeping,
    private readonly unitOfWork: UnitOfWork,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    try {
      await this.identity.sweep();
      await this.unitOfWork.forgetOldAnswers();
    } catch (error) {
      this.logger.warn({ err: error }, 'housekeeping failed; it tries again in an hour');
    }
  }
}
