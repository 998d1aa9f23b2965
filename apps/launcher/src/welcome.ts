import type { Config } from '#platform/config';
import { samplePeople } from './sample/hospital.js';

/** The accounts of the sample hospital; they exist nowhere else. */
const SAMPLE_PASSWORD = 'closeout-sample';
const SHOWN = ['risk', 'admin', 'auditor', 'lead', 'tech'];
const sampleAccounts = samplePeople
  .filter(({ email }) => SHOWN.includes(email))
  .map(({ email, name, role }) => ({ email: `${email}@example.org`, name, role: role.replace('-', ' ') }));

/** Says where everything is, once, when it works. */
export function welcome(shown: {
  config: Config;
  sample: boolean;
  nobody: boolean;
  log: string;
  seconds: number;
}): void {
  const { config } = shown;
  const lines = [
    '',
    `Closeout runs at ${config.publicUrl}  (ready after ${shown.seconds.toFixed(1)} s)`,
    `  API           ${config.publicUrl}/api/docs`,
    ...(config.mailSinkPort === undefined
      ? []
      : [`  Mailbox       ${config.publicUrl}/mailbox  (e-mail stays here: no SMTP_URL is set)`]),
    `  Data          ${config.dataDir}`,
    `  Log           ${shown.log}`,
    ...(shown.sample
      ? [
          '',
          `The sample hospital is loaded. Sign in with the password ${SAMPLE_PASSWORD} as`,
          ...sampleAccounts.map(({ email, name, role }) => `  ${email.padEnd(22)}${role}, ${name}`),
        ]
      : []),
    ...(shown.nobody
      ? [
          '',
          'Nobody can sign in yet. In a second terminal, enter the first administrator:',
          '  npm run admin -- --email you@example.org --name "Your Name"',
        ]
      : []),
    '',
    'Stop with Ctrl-C.',
  ];
  console.log(lines.join('\n'));
}
