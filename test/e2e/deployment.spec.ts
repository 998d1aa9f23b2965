import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig } from '#platform/config';
import { root } from '../support/programs.js';

interface Service {
  image?: string;
  command?: string[];
  entrypoint?: string[];
  restart?: string;
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

const text = (name: string): string => readFileSync(join(root, name), 'utf8');
const compose = parse(text('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.image === 'closeout');
/** Every name that config.ts reads, from its own text. */
const known = new Set(
  [...text('libs/platform/src/config/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((match) => match[1]),
);

/** As docker compose fills in ${NAME}, ${NAME:-default} and ${NAME:?message}. */
function fill(value: string, env: Record<string, string>): string {
  return value.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, more = '') => {
    if (env[name]) return env[name];
    if (kind === '?') throw new Error(`${name}: ${more}`);
    return more;
  });
}

const settingsOf = (service: Service, env: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, value]) => [name, fill(value, env)]),
  );

describe('docker-compose.yml', () => {
  it('runs the programs of Closeout and what they stand on', () => {
    expect(services.map(([name]) => name).toSorted()).toEqual([
      'admin',
      'api',
      'mailpit',
      'migrate',
      'postgres',
      'valkey',
      'worker',
    ]);
    expect(ours.map(([name]) => name).toSorted()).toEqual(['admin', 'api', 'migrate', 'worker']);
  });

  it.each(ours)('gives %s settings that it knows and accepts', (_, service) => {
    const settings = settingsOf(service, { POSTGRES_PASSWORD: 'abc123' });
    expect(Object.keys(settings).filter((name) => !known.has(name))).toEqual([]);
    expect(readConfig(settings)).toMatchObject({
      databaseUrl: 'postgres://closeout:abc123@postgres:5432/closeout',
      redisUrl: 'redis://valkey:6379',
      smtpUrl: 'smtp://mailpit:1025',
      mailSinkPort: undefined,
      clock: 'system',
    });
  });

  it('holds no secret: without one in the environment it stops and says so', () => {
    for (const [name, service] of services) {
      if (!JSON.stringify(service.environment ?? {}).includes('PASSWORD')) continue;
      expect(() => settingsOf(service, {})).toThrow(/POSTGRES_PASSWORD: set it in \.env/);
      expect(name).not.toBe('mailpit');
    }
    expect(() => settingsOf(compose.services['postgres'] as Service, {})).toThrow();
  });

  it.each(services)('watches over %s, or runs it once', (_, service) => {
    if (service.restart === 'no') expect(service.healthcheck).toBeUndefined();
    else expect(service.healthcheck?.test[0]).toBe('CMD');
  });

  it.each(ours)('runs %s by a file that the build makes', (_, service) => {
    const words = [
      ...(service.entrypoint ?? []),
      ...(service.command ?? []),
      ...(service.healthcheck?.test ?? []),
    ];
    for (const file of words.filter((word) => word.startsWith('dist/'))) {
      expect(() => text(file.replace('dist/', '').replace(/\.js$/, '.ts'))).not.toThrow();
    }
  });

  it('starts api and worker when the schema is there and the servers answer', () => {
    for (const name of ['api', 'worker']) {
      expect(compose.services[name]?.depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
        postgres: { condition: 'service_healthy' },
        valkey: { condition: 'service_healthy' },
      });
    }
  });
});

describe('.env.example', () => {
  const lines = text('.env.example').matchAll(/^#([A-Z][A-Z_]+)=(.*)$/gm);
  const shown = new Map([...lines].map((match) => [match[1] as string, match[2] as string]));
  /** read by docker-compose.yml alone */
  const composeOnly = ['POSTGRES_PASSWORD', 'PUBLISH'];
  /** set by the launcher and by the tests, not by people */
  const internal = ['CLOSEOUT_MAIL_SINK_PORT', 'CLOSEOUT_SUPERVISED', 'NODE_ENV'];

  it('shows every setting, and no other', () => {
    expect([...shown.keys()].toSorted()).toEqual(
      [...known, ...composeOnly].filter((name) => !internal.includes(name as string)).toSorted(),
    );
  });

  it('shows values that are accepted', () => {
    expect(() => readConfig(Object.fromEntries(shown))).not.toThrow();
  });
});
