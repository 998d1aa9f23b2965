import { randomBytes } from 'node:crypto';
import { SYSTEM, type UnitOfWork } from '#domain/audit';
import { ExpectedError } from '#platform/errors';
import { hashPassword } from './password.js';
import { normalEmail } from './sign-in.policy.js';

/**
 * The first administrator of an empty installation, with a password made up here (120 random bits), to be changed after
 * signing in. There is no other way in without one.
 * @throws ExpectedError user.administrator-exists (409)
 */
export async function createFirstAdministrator(
  unitOfWork: UnitOfWork,
  person: { email: string; name: string },
): Promise<{ id: string; password: string }> {
  const password = randomBytes(15).toString('base64url');
  const passwordHash = await hashPassword(password);
  return unitOfWork.run(SYSTEM, async (tx) => {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('last administrator', 0))`);
    const [made] = await tx.sql<{ id: string }>(
      `INSERT INTO app_user (email, name, role, password_hash, all_sites, created_at, updated_at)
       SELECT $1, $2, 'administrator', $3, true, $4, $4
        WHERE NOT EXISTS (SELECT FROM app_user WHERE role = 'administrator' AND active AND password_hash IS NOT NULL)
       ON CONFLICT DO NOTHING RETURNING id`,
      [normalEmail(person.email), person.name, passwordHash, tx.now],
    );
    if (made === undefined) {
      throw new ExpectedError(
        'conflict',
        'user.administrator-exists',
        'There is an administrator already, or somebody has this address. Ask them to enter you.',
      );
    }
    const facts = {
      email: normalEmail(person.email),
      name: person.name,
      role: 'administrator',
      allSites: true,
    };
    tx.audit({
      action: 'user.create',
      subjectType: 'user',
      subjectId: made.id,
      new: { ...facts, passwordSet: true },
    });
    return { id: made.id, password };
  });
}
