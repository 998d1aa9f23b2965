import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AuditModule } from '#domain/audit';
import { CampaignsModule } from '#domain/campaigns';
import { FleetModule } from '#domain/fleet';
import { RemindersModule } from '#domain/reminders';
import { RepliesModule } from '#domain/replies';
import type { Config } from '#platform/config';
import type { Logger } from '#platform/logging';
import type { JobHandler } from '#platform/queue';
import { PlatformModule } from '#platform/wiring';
import { ApplyLetterProcessor } from './campaigns/apply-letter.processor.js';
import { DevicesChangedProcessor } from './campaigns/devices-changed.processor.js';
import { OpenCampaignProcessor } from './campaigns/open-campaign.processor.js';
import { PumpsFoundProcessor } from './campaigns/pumps-found.processor.js';
import { RecordVerifiedProcessor } from './campaigns/record-verified.processor.js';
import { ImportDevicesProcessor } from './fleet/import-devices.processor.js';
import { SendProcessor } from './reminders/send.processor.js';
import { SweepProcessor } from './reminders/sweep.processor.js';
import { HarmReportedProcessor } from './replies/harm-reported.processor.js';
import { SendLetterProcessor } from './replies/send-letter.processor.js';
import { JOB_HANDLERS, WorkerRuntime } from './worker.runtime.js';

/** One class a job name of libs/platform/src/queue/topics.ts; boot fails on a name without one, or with two. */
const handlers: Array<Type<JobHandler>> = [
  ImportDevicesProcessor,
  OpenCampaignProcessor,
  ApplyLetterProcessor,
  RecordVerifiedProcessor,
  DevicesChangedProcessor,
  PumpsFoundProcessor,
  SweepProcessor,
  SendProcessor,
  HarmReportedProcessor,
  SendLetterProcessor,
];

/** The rooms of the domain whose services the handlers call. */
const domain: Type[] = [AuditModule, FleetModule, CampaignsModule, RemindersModule, RepliesModule];

@Module({})
export class WorkerModule {
  static forRoot(options: { config: Config; logger: Logger }): DynamicModule {
    return {
      module: WorkerModule,
      imports: [PlatformModule.forRoot({ ...options, entities: [] }), ...domain],
      providers: [
        ...handlers,
        { provide: JOB_HANDLERS, useFactory: (...all: JobHandler[]) => all, inject: handlers },
        WorkerRuntime,
      ],
    };
  }
}
