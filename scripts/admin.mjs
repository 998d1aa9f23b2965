// npm run admin -- --email you@example.org --name "Your Name": the first administrator, in DATABASE_URL or in the
// embedded database of the Closeout that runs.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readSettingsFile } from './settings-file.mjs';

readSettingsFile();
if (!process.env.DATABASE_URL) {
  const file = join(resolve(process.env.CLOSEOUT_DATA_DIR || '.closeout'), 'running.json');
  if (!existsSync(file)) {
    console.error(
      'Closeout does not run on this data folder: start it first with "npm start" and leave it running.',
    );
    process.exit(1);
  }
  Object.assign(process.env, JSON.parse(readFileSync(file, 'utf8')));
}
// It sends nothing; the programs want to know a mail server.
process.env.SMTP_URL ||= 'smtp://127.0.0.1:25';
await import('../dist/apps/api/src/admin.js');
