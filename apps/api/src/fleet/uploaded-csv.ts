import type { FastifyRequest } from 'fastify';
import { finished, PassThrough, Readable } from 'node:stream';
import type { UploadedCsv } from '#domain/fleet';
import { ExpectedError } from '#platform/errors';

/**
 * The file of a request as a stream, whichever way it was sent; nothing of it has been read yet. The stream fails with
 * upload.incomplete when the form or the connection ends too early.
 * @throws ExpectedError import.no-file, upload.incomplete
 */
export async function uploadedCsv(request: FastifyRequest): Promise<UploadedCsv> {
  if (request.isMultipart()) {
    const part = await request.file().catch((error: unknown) => {
      throw incomplete(error);
    });
    if (part?.fieldname !== 'file') {
      part?.file.resume();
      throw noFile();
    }
    return { content: received(part.file), fileName: part.filename };
  }
  if (request.body instanceof Readable) return { content: received(request.body), fileName: null };
  throw noFile();
}

/**
 * What the sender sends, apart from their connection: its failure, also one that came before anybody listened, is the
 * stream's, and who gives up reading does not cut the connection that the answer still has to take.
 */
function received(source: Readable): Readable {
  const content = new PassThrough();
  finished(source, { writable: false }, (error) => {
    if (error) content.destroy(incomplete(error) as Error);
  });
  return source.pipe(content);
}

/** What our limits and the form's reader refuse stands as it is; all else is a body that broke off. */
function incomplete(error: unknown): unknown {
  if (error instanceof ExpectedError || Number((error as { statusCode?: number }).statusCode) < 500)
    return error;
  return new ExpectedError(
    'invalid',
    'upload.incomplete',
    'The file broke off: the request ended before the form did. Nothing was kept; send it again.',
  );
}

const noFile = (): ExpectedError =>
  new ExpectedError(
    'invalid',
    'import.no-file',
    'Send the CSV file as the body with the content type text/csv, or as the field "file" of a form.',
  );
