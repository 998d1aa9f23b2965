/** Why Closeout does not start or does not go on: one sentence that says what to do. */
export class StartError extends Error {}
