import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { type ErrorKind, ExpectedError, type FieldError } from '#platform/errors';

/** RFC 9457 problem document, with the fields of DESIGN D7; an error's own extra fields stand beside them. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors: FieldError[];
  requestId: string;
  [extra: string]: unknown;
}

const STATUS: Record<ErrorKind, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-many': 429,
  'too-large': 413,
  'too-slow': 408,
  unavailable: 503,
};

/** What the framework itself refuses, by status: the code and the sentence. */
const FRAMEWORK: Record<number, readonly [code: string, detail: string]> = {
  400: ['request.malformed', 'The request could not be read. Send a body that fits its Content-Type.'],
  401: ['access.not-signed-in', 'Sign in first, or send a valid token.'],
  403: ['access.forbidden', 'This is not allowed.'],
  404: ['route.not-found', 'There is nothing at this address.'],
  405: ['route.method-not-allowed', 'This address does not take this method.'],
  406: ['request.not-acceptable', 'This address cannot answer in a form that the request accepts.'],
  408: ['request.timeout', 'The request took too long to arrive. Send it again.'],
  413: ['request.too-large', 'The request is larger than this address takes. Send less at once.'],
  414: ['request.too-long', 'The address is too long.'],
  415: ['request.unsupported-media-type', 'This address does not take this Content-Type.'],
  422: ['request.invalid', 'The request does not have the expected form.'],
  429: ['request.too-many', 'Too many requests. Wait a moment and try again.'],
  431: ['request.headers-too-large', 'The headers of the request are too large.'],
  503: ['service.unavailable', 'Closeout cannot answer at the moment. Try again shortly.'],
};

/** PostgreSQL's refusals of a value that a caller sent: a NUL character, half a character, a number or date that is none. */
const UNFIT_VALUE = new Set(['22021', '22P05', '22003', '22008', '22P02', '22007']);

/** PostgreSQL's refusal of a row whose site, person or the like is gone, or of a deletion of what others still name. */
const BROKEN_REFERENCE = '23503';

/** Turns whatever was thrown into a problem document; `expected` is false for what nobody foresaw. */
export function problemOf(
  error: unknown,
  requestId: string,
): { problem: ProblemDocument; expected: boolean } {
  if (error instanceof ExpectedError) {
    const status = STATUS[error.kind];
    return {
      problem: document(status, error.code, error.detail, requestId, error.errors, error.extra),
      expected: true,
    };
  }
  if (UNFIT_VALUE.has(databaseCode(error) ?? '')) {
    const detail =
      'The request holds a value that cannot be stored or compared: a number, day or id that is none, or a broken character.';
    return { problem: document(422, 'request.invalid', detail, requestId), expected: true };
  }
  if (databaseCode(error) === BROKEN_REFERENCE) {
    const detail =
      'Something that this names was deleted in the meantime, or what should be deleted is still in use. Load the page again, look at what is there now, and try again.';
    return { problem: document(409, 'record.gone-or-in-use', detail, requestId), expected: true };
  }
  const status = error instanceof HttpException ? error.getStatus() : frameworkStatus(error);
  if (status >= 400 && status < 600 && status !== 500) {
    const [code, detail] = FRAMEWORK[status] ?? [
      `http.${status}`,
      STATUS_CODES[status] ?? 'The request was refused.',
    ];
    return { problem: document(status, code, detail, requestId), expected: status < 500 || status === 503 };
  }
  const detail = 'Something went wrong on our side. Give this request id to whoever runs Closeout.';
  return { problem: document(500, 'internal', detail, requestId), expected: false };
}

function document(
  status: number,
  code: string,
  detail: string,
  requestId: string,
  errors: FieldError[] = [],
  extra: Record<string, unknown> = {},
): ProblemDocument {
  const title = STATUS_CODES[status] ?? 'Error';
  return { ...extra, type: `urn:closeout:problem:${code}`, title, status, code, detail, errors, requestId };
}

/** Errors of Fastify and its plugins carry their status as `statusCode`. */
function frameworkStatus(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}

function databaseCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('driverError' in error)) return undefined;
  const { driverError } = error as { driverError?: { code?: string } };
  return driverError?.code;
}
