import { type Message, renderPage } from './compose.js';
import { oneLine } from './sections.js';

export interface LinkFacts {
  kind: 'invite' | 'password-reset';
  reader: string;
  publicUrl: string;
  /** of an invitation: who sends it */
  by: string | null;
  /** how long the link is good for */
  hours: number;
}

/** What stands in the place of the token wherever the message is kept. */
const HIDDEN = '…';

/** The e-mail with a link by which a person sets a password, and the same without the link, to be kept. */
export function composeAccountLink(facts: LinkFacts, token: string): { sent: Message; kept: Message } {
  return { sent: page(facts, token), kept: page(facts, HIDDEN) };
}

function page({ kind, reader, publicUrl, by, hours }: LinkFacts, token: string): Message {
  const invite = kind === 'invite';
  const lasts = hours === 1 ? 'an hour' : `${hours} hours`;
  return renderPage({
    subject: invite ? 'Set your password for Closeout' : 'A new password for Closeout',
    title: invite ? `Welcome, ${oneLine(reader)}` : 'Set a new password',
    paragraphs: [
      invite
        ? `${oneLine(by ?? 'An administrator')} has given you an account in Closeout, where the work of recalls is shared out. Set a password and sign in.`
        : 'Somebody asked for a new password for your account. If it was not you, leave this message alone: nothing changes.',
      `The link works once, within ${lasts}. Give it to nobody.`,
    ],
    button: {
      href: `${publicUrl}/welcome?token=${token}`,
      label: invite ? 'Set my password' : 'Set a new password',
    },
    why: invite
      ? 'You get this because an account was made for you.'
      : 'You get this because your address was typed in where passwords are asked for.',
    sentBy: `Sent by Closeout, ${publicUrl}. This address takes no answers.`,
  });
}
