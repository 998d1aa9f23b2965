export const signIn = {
  title: 'Sign in',
  email: 'E-mail',
  password: 'Password',
  submit: 'Sign in',
  help: 'No account, or the password is lost? Ask the administrator of Closeout at your hospital.',
} as const;
