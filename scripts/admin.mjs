// npm run admin -- --email you@example.org --name "Your Name": the first administrator of an empty installation.
import { buildIfStale } from './build.mjs';

buildIfStale();
await import('../dist/apps/api/src/admin.js');
