import { StandardSchemaValidationPipe } from '@nestjs/common';
import { ExpectedError } from '#platform/errors';

/** More would only repeat itself, and a hostile body could make thousands. */
const MAX_ERRORS = 100;

/** Checks body, query and parameters against the schema that the route names; what does not fit is 422 with its places. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      new ExpectedError(
        'invalid',
        'request.invalid',
        'The request does not have the expected form: see errors.',
        {
          errors: issues.slice(0, MAX_ERRORS).map((issue) => ({
            path: (issue.path ?? [])
              .map((part) => String(typeof part === 'object' ? part.key : part))
              .join('.'),
            message: issue.message,
          })),
        },
      ),
  });
}
