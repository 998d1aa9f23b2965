import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { linkLibraries } from './embedded-postgres.place.js';

const made = mkdtempSync(join(tmpdir(), 'closeout-native-'));
afterAll(() => rmSync(made, { recursive: true }));

/** A package as it is after an installation without install scripts. */
function unpacked(name: string): string {
  const native = join(mkdtempSync(join(made, 'package-')), name);
  mkdirSync(join(native, 'lib'), { recursive: true });
  writeFileSync(join(native, 'lib/libpq.so.5.18'), 'library');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  return native;
}

describe('the libraries of the embedded PostgreSQL', () => {
  it.each(['native', 'native-18.4.0'])(
    'are linked where the install script did not run (folder %s)',
    async (name) => {
      const native = unpacked(name);
      expect(await linkLibraries(native)).toBe(true);
      expect(readFileSync(join(native, 'lib/libpq.so.5'), 'utf8')).toBe('library');
      // and once is enough
      const made = lstatSync(join(native, 'lib/libpq.so.5')).ctimeMs;
      expect(await linkLibraries(native)).toBe(true);
      expect(lstatSync(join(native, 'lib/libpq.so.5')).ctimeMs).toBe(made);
    },
  );
});
