import type { PlanStep } from '#contracts/plans';
import { evaluateScope, factsOfDevice, loadScope } from '#domain/notices';
import type { Sql } from '#platform/database';
import { factsOf } from './completion.rules.js';
import type { CompletedStep, Refusal } from './task-lifecycle.js';
import type { TaskRow } from './task.queries.js';

/**
 * A verified record and what the person says of it must agree: with the facts typed in, the notice decides wherever it
 * can. Where facts are still missing the person's word counts, with a reason when it takes the pump out of scope.
 * @param words the person's reason and note
 * Returns null when there is nothing to object to.
 */
export async function verificationRefusal(
  sql: Sql,
  row: TaskRow,
  step: PlanStep,
  completed: CompletedStep,
  words: string,
): Promise<Refusal | null> {
  if (step.startsOn !== 'verification' || completed.definition === null || row.device_id === null)
    return null;
  const facts = { ...(await factsOfDevice(sql, row.device_id)), ...factsOf(completed.fields) };
  const { verdict } = evaluateScope(await loadScope(sql, row.notice_id, row.scope_version), facts);
  const said = completed.outcome;
  if (said === 'not-affected' && verdict === 'affected') {
    return contradiction(
      'By these facts the notice applies to this pump. Correct the facts, or answer "affected".',
    );
  }
  if (said === 'affected' && verdict === 'not-affected') {
    return contradiction(
      'By these facts the notice does not apply to this pump. Correct the facts, or answer "not-affected".',
    );
  }
  if (said === 'not-affected' && verdict === 'possibly-affected' && words.trim() === '') {
    return {
      code: 'task.reason-missing',
      detail:
        'The facts still do not decide. Fill in what was missing, or say why the notice does not apply to this pump.',
      errors: [{ path: 'reason', message: 'give a reason' }],
    };
  }
  return null;
}

const contradiction = (detail: string): Refusal => ({
  code: 'task.outcome-contradicts-record',
  detail,
  errors: [{ path: 'outcome', message: 'does not agree with the facts' }],
});
