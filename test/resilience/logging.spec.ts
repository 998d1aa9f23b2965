import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { root } from '../support/programs.js';

it('a program ends, and does not wait for ever, when nobody reads its log any more', async () => {
  const door = join(root, 'dist/libs/platform/src/logging/index.js');
  // Its last words are still to be written when it ends, as those of a worker that lost its launcher.
  const script = `import { createLogger } from ${JSON.stringify(door)};
    const logger = createLogger('worker', 'warn');
    process.once('message', () => {
      for (let n = 0; n < 20; n++) logger.warn('the database is gone');
      process.exit(7);
    });
    process.send('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  child.stdout?.destroy();
  child.send('end');
  const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  clearTimeout(hard);
  expect({ code, signal }).toEqual({ code: 7, signal: null });
});
