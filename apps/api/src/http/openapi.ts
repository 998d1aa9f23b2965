import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ACTION_EXTENSION, PUBLIC_ROUTE } from './allow.js';
import { sessionCookieName } from './session-cookie.js';

const ABOUT = `Recall-response tracker for hospitals.

Errors are problem documents (RFC 9457) with a stable \`code\`. Writes accept an \`Idempotency-Key\`: the same request
under the same key is done once, and answered alike for two days. Lists are keyset pages: pass \`nextCursor\` as
\`cursor\`. \`x-action\` names what of the policy table a route needs. Ids are opaque.`;

/** The OpenAPI document at /api/openapi.json, and its page at /api/docs. */
export function describeApi(app: NestFastifyApplication, publicUrl: string): void {
  const base = new DocumentBuilder()
    .setTitle('Closeout')
    .setDescription(ABOUT)
    .setVersion('1')
    .addCookieAuth(sessionCookieName(publicUrl), { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'token')
    .addSecurityRequirements('session')
    .addSecurityRequirements('token')
    .build();
  SwaggerModule.setup('api/docs', app, () => finish(SwaggerModule.createDocument(app, base)), {
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'Closeout API',
  });
}

interface Operation {
  [ACTION_EXTENSION]?: string;
  security?: unknown[];
  parameters?: unknown[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 200 },
};

/** What holds for every route and is not written at each. */
function finish(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path) as Array<[string, Operation]>) {
      if (operation[ACTION_EXTENSION] === PUBLIC_ROUTE) operation.security = [];
      else if (method !== 'get') operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
      const problem = operation.responses['default'];
      if (problem?.content?.['application/json'] !== undefined) {
        problem.content = { 'application/problem+json': problem.content['application/json'] };
      }
    }
  }
  return document;
}
