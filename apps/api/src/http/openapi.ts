import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** The OpenAPI document at /api/openapi.json, and its page at /api/docs. */
export function describeApi(app: NestFastifyApplication): void {
  const base = new DocumentBuilder()
    .setTitle('Closeout')
    .setDescription(
      'Recall-response tracker for hospitals. Errors are problem documents (RFC 9457) with a stable `code`. ' +
        'Writes accept an `Idempotency-Key`. Lists are keyset pages: pass `nextCursor` as `cursor`.',
    )
    .setVersion('1')
    .addCookieAuth('closeout', { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'token')
    .addSecurityRequirements('session')
    .addSecurityRequirements('token')
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, base), {
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'Closeout API',
  });
}
