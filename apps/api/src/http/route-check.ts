import { Injectable, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { access } from '#domain/identity';
import { ALLOWED_ACTION, PUBLIC_ROUTE } from './allow.js';

/** At boot: proof that every route names an action of the policy table, or says that it is public. */
@Injectable()
export class RouteCheck implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Error naming every route without a known action */
  onApplicationBootstrap(): void {
    const open = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (metatype ? this.unguarded(metatype as Type) : []));
    if (open.length > 0) {
      throw new Error(`These routes name no action (@Allow) and are not @Public: ${open.join(', ')}.`);
    }
  }

  private unguarded(controller: Type): string[] {
    const prototype = controller.prototype as Record<string, () => unknown>;
    return this.scanner
      .getAllMethodNames(prototype)
      .map((name) => ({ name, handler: prototype[name] as () => unknown }))
      .filter(({ handler }) => Reflect.hasMetadata(METHOD_METADATA, handler))
      .filter(({ handler }) => {
        const action = this.reflector.getAllAndOverride<string | undefined>(ALLOWED_ACTION, [
          handler,
          controller,
        ]);
        return action === undefined || (action !== PUBLIC_ROUTE && !(action in access));
      })
      .map(({ name }) => `${controller.name}.${name}`);
  }
}
