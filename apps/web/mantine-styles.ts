import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const CLASSES = /@mantine\/core\/esm\/.+\.module\.mjs$/;

/**
 * Gives each of Mantine's components its own styles: the module with a component's class names imports the style sheet of
 * the same name, so that styles lie in the chunk that needs them, in the order of the components' own imports, and none
 * can be forgotten. While developing, where Mantine comes as one piece, all of them are loaded at once.
 */
export function mantineStyles(): Plugin {
  let developing = false;
  return {
    name: 'mantine-styles',
    configResolved: ({ command }) => {
      developing = command === 'serve';
    },
    transform(code, id) {
      const path = id.split('?')[0] ?? id;
      if (developing) {
        return path.endsWith('/src/app/styles.ts') ? `import '@mantine/core/styles.css';\n${code}` : null;
      }
      if (!CLASSES.test(path)) return null;
      const sheet = `@mantine/core/styles/${basename(path, '.module.mjs')}.css`;
      if (!existsSync(fileURLToPath(import.meta.resolve(sheet)))) return null;
      return { code: `import '${sheet}';\n${code}`, map: null, moduleSideEffects: true };
    },
  };
}
