// Settings may stand in a file .env beside package.json; what the environment sets already goes first.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../.env', import.meta.url));

export function readSettingsFile() {
  if (existsSync(file)) process.loadEnvFile(file);
}
