import { apiPath, NoAnswerError, ProblemError } from '#web/api';
import type { ImportMapping } from '#contracts/import-mapping';

export interface ImportOptions {
  dryRun: boolean;
  /** null: the columns are known by their names in line 1 */
  mapping: ImportMapping | null;
  /** the import whose refused rows the file has, mended */
  mends?: string;
  idempotencyKey: string;
  /** how much has been sent, 0 to 1 */
  onProgress?: (sent: number) => void;
  signal?: AbortSignal;
}

/**
 * Sends a CSV file of any size to be imported. The browser streams it from the disk as the field of a form, so that its
 * name comes along; XMLHttpRequest, because fetch tells no progress of what is sent. Gives the import's id.
 * @throws ProblemError the API refused; NoAnswerError there was no answer; DOMException AbortError the signal said so
 */
export function sendImport(file: File, options: ImportOptions): Promise<string> {
  const { dryRun, mapping, mends, idempotencyKey, onProgress, signal } = options;
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open(
      'POST',
      apiPath('devices/import', {
        dryRun,
        mapping: mapping === null ? null : JSON.stringify(mapping),
        mends,
      }),
    );
    call.setRequestHeader('accept', 'application/json');
    call.setRequestHeader('idempotency-key', idempotencyKey);
    call.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress?.(total === 0 ? 0 : Math.min(1, loaded / total)),
    );
    call.addEventListener('load', () => {
      const answer = read(call.responseText);
      if (call.status === 202 && typeof answer['importId'] === 'string') resolve(answer['importId']);
      else
        reject(
          new ProblemError(call.status, { requestId: call.getResponseHeader('x-request-id'), ...answer }),
        );
    });
    call.addEventListener('error', () => reject(new NoAnswerError('the request failed')));
    call.addEventListener('abort', () => reject(new DOMException('The upload was stopped.', 'AbortError')));
    signal?.addEventListener('abort', () => call.abort());
    const form = new FormData();
    form.append('file', file, file.name);
    call.send(form);
  });
}

function read(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // a proxy in between answered, not the API
    return {};
  }
}
