import type { MeView } from '#contracts/identity';

/** Thrown before a page is loaded when the role does not have its action; shown as a page that says whom to ask. */
export class ForbiddenError extends Error {
  constructor(readonly action: string) {
    super('Your role does not allow this page.');
    this.name = 'ForbiddenError';
  }
}

/** For `beforeLoad` of a page that only some roles may open. The API decides again by itself. */
export function needs(action: string): (options: { context: { me: MeView } }) => void {
  return ({ context }) => {
    if (!context.me.actions.includes(action)) throw new ForbiddenError(action);
  };
}
