// npm run demo: three weeks of a sample hospital in a few minutes; see apps/launcher/src/demo.
import { buildIfStale } from './build.mjs';
import { readSettingsFile } from './settings-file.mjs';

readSettingsFile();
buildIfStale();
await import('../dist/apps/launcher/src/demo/main.js');
