import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Config } from '#platform/config';
import type { Logger } from '#platform/logging';
import { MailSink } from '#platform/mail';
import { CONFIG, LOGGER } from '#platform/wiring';

/** Runs the embedded mail server beside the API, where no mail server is set; its mailbox is a page of ours. */
@Injectable()
export class MailSinkHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sink: MailSink;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) database: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.sink = new MailSink(database, logger);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.mailSinkPort === undefined) return;
    const port = await this.sink.start(this.config.mailSinkPort);
    this.logger.info({ port }, 'embedded mail server ready');
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sink.stop();
  }
}
