import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from './config.js';

const enough = { DATABASE_URL: 'postgres://closeout@127.0.0.1/closeout', SMTP_URL: 'smtp://127.0.0.1:25' };

describe('readConfig', () => {
  it.each([
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['DATABASE_URL', 'mysql://db.example.org/closeout'],
    ['DATABASE_URL', 'db.example.org'],
    ['REDIS_URL', 'http://queue.example.org'],
    ['SMTP_URL', 'mail.example.org'],
    ['PUBLIC_URL', 'closeout.example.org'],
    ['CLOSEOUT_SAMPLE', 'clinic'],
    ['CLOSEOUT_CLOCK', 'fast'],
    ['SWEEP_EVERY_SECONDS', '0'],
    ['JOB_LOCK_SECONDS', '0'],
    ['REQUESTS_PER_MINUTE', '1'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s and names it', (name, value) => {
    expect(() => readConfig({ ...enough, [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ ...enough, [name]: value })).toThrow(new RegExp(`\\b${name}: `));
  });

  it('names every bad setting at once', () => {
    expect(() => readConfig({ ...enough, PORT: '-1', LOG_LEVEL: 'loud' })).toThrow(/PORT: .*LOG_LEVEL: /);
  });

  it('does not repeat a value, which may hold a password', () => {
    try {
      readConfig({ ...enough, DATABASE_URL: 'mysql://closeout:hunter2@db.example.org/closeout' });
      throw new Error('it was accepted');
    } catch (error) {
      expect((error as Error).message).toContain('DATABASE_URL');
      expect((error as Error).message).not.toContain('hunter2');
    }
  });

  it('takes an empty setting, as docker compose passes it, for one that is not set', () => {
    const config = readConfig({
      ...enough,
      PORT: '',
      REDIS_URL: '',
      PUBLIC_URL: '',
      CLOSEOUT_SAMPLE: '',
      TRUST_PROXY: '',
    });
    expect(config).toMatchObject({ port: 3000, redisUrl: undefined, sample: undefined, trustProxy: false });
  });

  it('wants a database and a mail server from everyone but the launcher', () => {
    expect(() => readConfig({})).toThrow(/DATABASE_URL is not set/);
    expect(() => readConfig({ DATABASE_URL: enough.DATABASE_URL })).toThrow(/SMTP_URL is not set/);
    expect(readConfig({}, { database: false })).toMatchObject({
      databaseUrl: '',
      port: 3000,
      clock: 'system',
    });
  });

  it('shows the mailbox with the embedded mail server alone', () => {
    const embedded = readConfig({ DATABASE_URL: enough.DATABASE_URL, CLOSEOUT_MAIL_SINK_PORT: '2525' });
    expect(embedded).toMatchObject({ mailSinkPort: 2525, smtpUrl: 'smtp://127.0.0.1:2525' });
    expect(readConfig({ ...enough, CLOSEOUT_MAIL_SINK_PORT: '2525' }).mailSinkPort).toBeUndefined();
  });

  it('gives the public address without a slash at its end', () => {
    expect(readConfig({ ...enough, PUBLIC_URL: 'https://closeout.example.org/' }).publicUrl).toBe(
      'https://closeout.example.org',
    );
    expect(readConfig({ ...enough, PORT: '3100' }).publicUrl).toBe('http://localhost:3100');
  });
});
