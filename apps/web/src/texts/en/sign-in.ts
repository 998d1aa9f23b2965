export const signIn = {
  title: 'Sign in',
  email: 'E-mail',
  password: 'Password',
  submit: 'Sign in',
  forgotten: 'Password forgotten?',
  help: 'No account? Ask the administrator of Closeout at your hospital.',
  forgottenTitle: 'A new password',
  forgottenHelp:
    'Give your e-mail address: if it belongs to an account, a link to set a new password comes by e-mail.',
  sendLink: 'Send the link',
  linkOnItsWay:
    'If the address belongs to an account, the link is on its way. It is good for an hour and works once.',
  toSignIn: 'To signing in',
  welcomeTitle: 'Choose your password',
  newPassword: 'New password',
  newPasswordHelp: 'At least 12 characters. A few words in a row are good.',
  setPassword: 'Set the password',
  passwordSet: 'The password was set. You can sign in with it now.',
  noToken: 'This link is not whole. Open it again from the e-mail, or ask for a new one.',
  askAgain: 'Ask for a new link',
} as const;
