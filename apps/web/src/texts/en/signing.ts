/** Signing: a decision that somebody answers for by name. */
export const signing = {
  legend: 'Your signature',
  as: (name: string, role: string) => `You sign as ${name}, ${role}.`,
  means: 'What your signature means',
  password: 'Your password',
  passwordHint: 'Once more: being signed in is no signature.',
  passwordMissing: 'Give your password to sign.',
} as const;
