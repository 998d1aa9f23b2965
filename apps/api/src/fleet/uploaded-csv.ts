import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { UploadedCsv } from '#domain/fleet';
import { ExpectedError } from '#platform/errors';

/**
 * The file of a request as a stream, whichever way it was sent; nothing of it has been read yet.
 * @throws ExpectedError import.no-file
 */
export async function uploadedCsv(request: FastifyRequest): Promise<UploadedCsv> {
  if (request.isMultipart()) {
    const part = await request.file();
    if (part?.fieldname !== 'file') {
      part?.file.resume();
      throw noFile();
    }
    return { content: part.file, fileName: part.filename };
  }
  if (request.body instanceof Readable) return { content: request.body, fileName: null };
  throw noFile();
}

const noFile = (): ExpectedError =>
  new ExpectedError(
    'invalid',
    'import.no-file',
    'Send the CSV file as the body with the content type text/csv, or as the field "file" of a form.',
  );
