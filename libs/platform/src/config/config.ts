import { resolve } from 'node:path';
import { z } from 'zod';

const blankIsUnset = (value: unknown): unknown => (value === '' ? undefined : value);
const port = z.coerce.number().int().min(0).max(65_535);
const url = (protocols: RegExp) => z.preprocess(blankIsUnset, z.url({ protocol: protocols }).optional());

/** Every setting of Closeout, read from the environment once. A bad one is named and the program does not start. */
const Settings = z.object({
  PORT: z.preprocess(blankIsUnset, port.default(3000)),
  HOST: z.preprocess(blankIsUnset, z.string().default('127.0.0.1')),
  CLOSEOUT_DATA_DIR: z.preprocess(blankIsUnset, z.string().default('.closeout')),
  DATABASE_URL: url(/^postgres(ql)?$/),
  REDIS_URL: url(/^rediss?$/),
  SMTP_URL: url(/^smtps?$/),
  MAIL_FROM: z.preprocess(blankIsUnset, z.string().default('Closeout <closeout@example.org>')),
  PUBLIC_URL: url(/^https?$/),
  CLOSEOUT_SAMPLE: z.preprocess(blankIsUnset, z.enum(['hospital', 'none']).optional()),
  /** system: the machine's clock. movable: the sample's and the tests' clock, which POST /api/v1/clock moves. */
  CLOSEOUT_CLOCK: z.preprocess(blankIsUnset, z.enum(['system', 'movable']).default('system')),
  /** Requests a minute that one caller (a session, a token, else an address) may make. */
  REQUESTS_PER_MINUTE: z.preprocess(blankIsUnset, z.coerce.number().int().min(10).default(6000)),
  /** Behind a proxy: the proxies whose X-Forwarded-For is believed, as addresses or networks ("loopback, 10.0.0.0/8"). */
  TRUST_PROXY: z.preprocess(blankIsUnset, z.string().optional()),
  /** Seconds between two reminder sweeps. */
  SWEEP_EVERY_SECONDS: z.preprocess(blankIsUnset, z.coerce.number().min(0.2).max(3600).default(60)),
  /** Set by the launcher: the port of the embedded mail server, and whether this API process hosts it. */
  CLOSEOUT_MAIL_SINK_PORT: z.preprocess(blankIsUnset, port.optional()),
  /** A job whose worker died is taken up again after this many seconds. */
  JOB_LOCK_SECONDS: z.preprocess(blankIsUnset, z.coerce.number().min(1).max(600).default(10)),
  /** A request whose body brings nothing for so long is refused. */
  UPLOAD_IDLE_SECONDS: z.preprocess(blankIsUnset, z.coerce.number().min(1).max(3600).default(60)),
  LOG_LEVEL: z.preprocess(blankIsUnset, z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')),
  /** Set by the launcher and the tests: end when the program that started this one ends. */
  CLOSEOUT_SUPERVISED: z.preprocess(blankIsUnset, z.enum(['true', 'false']).default('false')),
  NODE_ENV: z.string().optional(),
});

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string;
  redisUrl: string | undefined;
  smtpUrl: string;
  /** set when the mail server is the embedded one, whose mailbox the API shows */
  mailSinkPort: number | undefined;
  mailFrom: string;
  publicUrl: string;
  clock: 'system' | 'movable';
  requestsPerMinute: number;
  trustProxy: string | false;
  sweepEverySeconds: number;
  jobLockSeconds: number;
  uploadIdleSeconds: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  sample: 'hospital' | 'none' | undefined;
  supervised: boolean;
}

export class ConfigError extends Error {}

/**
 * Reads and checks the settings. `DATABASE_URL` may be absent only for the launcher, which starts PostgreSQL itself
 * and passes the address on to the programs that it runs.
 * @throws ConfigError naming every bad setting
 */
export function readConfig(
  env: NodeJS.ProcessEnv,
  needs: { database: boolean } = { database: true },
): Config {
  const parsed = Settings.safeParse(env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`Closeout cannot start with these settings. ${lines.join('; ')}`);
  }
  const s = parsed.data;
  if (needs.database && s.DATABASE_URL === undefined) {
    throw new ConfigError(
      'Closeout cannot start: DATABASE_URL is not set. "npm start" starts a database by itself.',
    );
  }
  if (needs.database && s.SMTP_URL === undefined && s.CLOSEOUT_MAIL_SINK_PORT === undefined) {
    throw new ConfigError(
      'Closeout cannot start: SMTP_URL is not set. "npm start" starts a mail server by itself.',
    );
  }
  return {
    port: s.PORT,
    host: s.HOST,
    dataDir: resolve(s.CLOSEOUT_DATA_DIR),
    databaseUrl: s.DATABASE_URL ?? '',
    redisUrl: s.REDIS_URL,
    smtpUrl: s.SMTP_URL ?? `smtp://127.0.0.1:${s.CLOSEOUT_MAIL_SINK_PORT}`,
    mailSinkPort: s.SMTP_URL === undefined ? s.CLOSEOUT_MAIL_SINK_PORT : undefined,
    mailFrom: s.MAIL_FROM,
    publicUrl: (s.PUBLIC_URL ?? `http://localhost:${s.PORT}`).replace(/\/$/, ''),
    clock: s.CLOSEOUT_CLOCK,
    requestsPerMinute: s.REQUESTS_PER_MINUTE,
    trustProxy: s.TRUST_PROXY ?? false,
    sweepEverySeconds: s.SWEEP_EVERY_SECONDS,
    jobLockSeconds: s.JOB_LOCK_SECONDS,
    uploadIdleSeconds: s.UPLOAD_IDLE_SECONDS,
    logLevel: s.LOG_LEVEL,
    sample: s.CLOSEOUT_SAMPLE,
    supervised: s.CLOSEOUT_SUPERVISED === 'true',
  };
}
