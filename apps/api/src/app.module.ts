import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from '#domain/audit';
import type { Config } from '#platform/config';
import type { Logger } from '#platform/logging';
import { PlatformModule } from '#platform/wiring';

@Module({})
export class ApiModule {
  static forRoot(options: { config: Config; logger: Logger }): DynamicModule {
    return {
      module: ApiModule,
      imports: [PlatformModule.forRoot({ ...options, entities: [] }), AuditModule],
      controllers: [],
    };
  }
}
