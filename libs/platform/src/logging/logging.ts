import type { LoggerService } from '@nestjs/common';
import { type LoggerOptions, pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/** Structured logs, one JSON object a line. What could name a person or open a door is left out. */
export function createLogger(program: string, level: string): Logger {
  const options: LoggerOptions = {
    level,
    base: { program },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        '*.password',
        '*.token',
        '*.email',
        '*.to',
        'password',
        'token',
        'email',
        'to',
        '*.headers',
        'req.headers',
      ],
      censor: '[redacted]',
    },
    serializers: { err: errorForLog },
  };
  return pino(options, standardOutput);
}

// Not pino's own writer: when the reader of the log is gone (a killed launcher), that one retries for ever at exit.
process.stdout.on('error', () => undefined);
const standardOutput = {
  write: (line: string): void => {
    process.stdout.write(line);
  },
};

/**
 * What an error says, and nothing that it drags along: a failed statement carries its values, the database's detail
 * repeats them (names, addresses, password hashes), and a broken connection carries its whole client.
 */
function errorForLog(error: Error): Record<string, unknown> {
  const { type, message, stack, code } = pino.stdSerializers.err(error) as unknown as Record<string, unknown>;
  return { type, message, stack, ...(code === undefined ? {} : { code }) };
}

/** Lets Nest's own messages go the same way. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  error(message: unknown, ...more: unknown[]): void {
    this.logger.error(
      { context: more.at(-1), stack: more.length > 1 ? more[0] : undefined },
      String(message),
    );
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
}
