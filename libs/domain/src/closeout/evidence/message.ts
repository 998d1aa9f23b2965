export interface SentMessage {
  id: string;
  kind: string;
  to: string;
  name: string;
  subject: string | null;
  message_id: string | null;
  sent_at: Date | null;
  body_text: string | null;
  body_html: string | null;
  server_answer: string | null;
}

/** A message as it was sent, as a file that mail programs open: the kept text and HTML, word for word. */
export function emlOf(message: SentMessage): string {
  const boundary = `closeout-evidence-${message.id}`;
  const part = (type: string, body: string): string =>
    `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${body.replace(/\r?\n/g, '\r\n')}\r\n`;
  const headers = [
    ['Date', (message.sent_at ?? new Date(0)).toUTCString().replace('GMT', '+0000')],
    ['To', `${word(message.name)} <${message.to}>`],
    ['Subject', word(message.subject ?? '')],
    ['Message-ID', message.message_id ?? ''],
    ['X-Closeout-Kind', message.kind],
    ['X-Closeout-Server-Answer', word((message.server_answer ?? '').replace(/\s+/g, ' '))],
    ['MIME-Version', '1.0'],
    ['Content-Type', `multipart/alternative; boundary="${boundary}"`],
  ];
  return (
    `${headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n` +
    (message.body_text === null ? '' : part('text/plain', message.body_text)) +
    (message.body_html === null ? '' : part('text/html', message.body_html)) +
    `--${boundary}--\r\n`
  );
}

/** RFC 2047, for a header with letters beyond ASCII: in pieces, for an encoded word has at most 75 characters. */
function word(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const pieces: string[] = [];
  let piece = '';
  for (const letter of text) {
    if (Buffer.byteLength(piece + letter) > 42) {
      pieces.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...pieces, piece]
    .map((one) => `=?utf-8?B?${Buffer.from(one, 'utf8').toString('base64')}?=`)
    .join('\r\n ');
}
