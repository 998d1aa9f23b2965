// npm start: build when a source is newer than the last build, then run everything in this process's care.
// npm runs it before this one, but not where install scripts are switched off.
import './setup.cjs';
import { buildIfStale } from './build.mjs';
import { readSettingsFile } from './settings-file.mjs';

readSettingsFile();
try {
  buildIfStale({ onBuild: () => console.log('Building (half a minute, once) ...') });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.setSourceMapsEnabled(true);
await import('../dist/apps/launcher/src/main.js');
