import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { routesWithoutPicture } from './routes.mjs';

const root = resolve(import.meta.dirname, '../..');
const texts = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];
/** [the text, the file it links to] */
const links = texts.flatMap((text) =>
  [...readFileSync(join(root, text), 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
    ([, target = '']) => [text, target] as const,
  ),
);

describe('README and guide', () => {
  it('link to files and pictures that are there', () => {
    expect(links.some(([, target]) => target.includes('screens/'))).toBe(true);
    expect(links.filter(([text, target]) => !existsSync(join(root, dirname(text), target)))).toEqual([]);
  });
});

describe('npm run screens', () => {
  it('has a picture of every page', () => {
    expect(routesWithoutPicture()).toEqual([]);
  });
});
