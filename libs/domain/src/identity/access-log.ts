import { Injectable } from '@nestjs/common';
import { type Caller, UnitOfWork } from '#domain/audit';
import type { Action } from './access.policy.js';

/** The audit entry of what was not allowed. Refused reads are left to the access log: they change nothing. */
@Injectable()
export class AccessLog {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async refused(caller: Caller, action: Action): Promise<void> {
    await this.unitOfWork.run({ ...caller, idempotency: undefined }, (tx) => {
      tx.audit({
        action: 'access.refuse',
        subjectType: 'access',
        subjectId: null,
        new: { action, role: caller.role },
      });
      return Promise.resolve();
    });
  }
}
