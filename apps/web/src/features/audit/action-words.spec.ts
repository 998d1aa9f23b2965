import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionWords, subjectWords } from '../../texts/en/audit-words';

/** Every `action: '…', subjectType: '…'` that the code writes. */
function written(): Array<{ actions: string[]; subject: string }> {
  return ['libs/domain/src', 'apps/api/src', 'apps/worker/src'].flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .flatMap((file) => {
        const source = readFileSync(join(room, file), 'utf8');
        return [...source.matchAll(/\baction: ([^,]+),\s+subjectType: '([a-z-]+)'/g)].map(
          ([, action = '', subject = '']) => ({
            actions: [...action.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, name = '']) => name),
            subject,
          }),
        );
      }),
  );
}

it('has words for every action and every subject that the audit trail gets', () => {
  const all = written();
  expect(all.length).toBeGreaterThan(50);
  const actions = new Set(all.flatMap(({ actions: names }) => names));
  expect([...actions].filter((name) => actionWords[name] === undefined)).toEqual([]);
  expect(all.map(({ subject }) => subject).filter((name) => subjectWords[name] === undefined)).toEqual([]);
});
