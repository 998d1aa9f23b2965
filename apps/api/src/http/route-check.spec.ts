import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, SetMetadata, type Type } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { ALLOWED_ACTION, Allow, Public } from './allow.js';
import { RouteCheck } from './route-check.js';

@Controller('guarded')
class Guarded {
  @Get()
  @Allow('notice.read')
  list(): string {
    return '';
  }

  @Get('door')
  @Public()
  door(): string {
    return this.help();
  }

  /** not a route */
  private help(): string {
    return '';
  }
}

@Controller('open')
class Open {
  @Get()
  forgotten(): string {
    return '';
  }
}

@Controller('misspelt')
class Misspelt {
  @Get()
  @SetMetadata(ALLOWED_ACTION, 'notice.raed')
  wrong(): string {
    return '';
  }
}

@Public()
@Controller('health')
class WholeController {
  @Get()
  alive(): string {
    return '';
  }
}

async function boot(...controllers: Type[]): Promise<void> {
  @Module({ imports: [DiscoveryModule], controllers, providers: [RouteCheck] })
  class Program {}
  const app = await NestFactory.createApplicationContext(Program, { logger: false, abortOnError: false });
  await app.close();
}

describe('at boot', () => {
  it('accepts routes that name an action or say that they are public', async () => {
    await expect(boot(Guarded, WholeController)).resolves.toBeUndefined();
  });

  it('refuses a route that names none, or one that does not exist, and says which', async () => {
    await expect(boot(Guarded, Open)).rejects.toThrow('Open.forgotten');
    await expect(boot(Misspelt)).rejects.toThrow('Misspelt.wrong');
  });
});
