import type { LoggerService } from '@nestjs/common';
import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/** Structured logs, one JSON object a line. What could name a person or open a door is left out. */
export function createLogger(program: string, level: string): Logger {
  return pino({
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
  });
}

/** A failed statement carries its values, and the database's detail repeats them: names, addresses, password hashes. */
function errorForLog(error: Error): Record<string, unknown> {
  const {
    parameters: _parameters,
    detail: _detail,
    driverError: _driverError,
    ...rest
  } = pino.stdSerializers.err(error) as Record<string, unknown>;
  return rest;
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
