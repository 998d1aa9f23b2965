import { type AddressInfo, createServer, type Server } from 'node:net';
import { Mailer, PermanentMailError, TransientMailError } from './mailer.js';

/** A mail server that takes everything but gives these answers to RCPT TO and to the end of the message. */
function mailServer(answers: { rcpt?: string; end?: string }): Promise<Server> {
  const server = createServer((socket) => {
    let inData = false;
    socket.on('error', () => undefined);
    socket.write('220 test\r\n');
    socket.on('data', (piece) => {
      for (const line of piece.toString().split('\r\n').slice(0, -1)) {
        if (inData && line !== '.') continue;
        if (line === '.') socket.write(`${answers.end ?? '250 2.0.0 taken'}\r\n`);
        else if (line.startsWith('RCPT')) socket.write(`${answers.rcpt ?? '250 ok'}\r\n`);
        else socket.write(line === 'DATA' ? '354 go on\r\n' : '250 ok\r\n');
        inData = line === 'DATA';
      }
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('what the mail server says is laid at the door of', () => {
  it.each([
    ['the recipient', { rcpt: '550 5.1.1 no such user' }, PermanentMailError],
    ['the recipient', { rcpt: '550 no such person here' }, PermanentMailError],
    ['the message', { end: '552 5.3.4 too big' }, PermanentMailError],
    ['the message', { end: '554 5.7.1 content rejected' }, PermanentMailError],
    ['whoever runs Closeout', { rcpt: '550 5.7.1 Relaying denied' }, TransientMailError],
    ['whoever runs Closeout', { rcpt: '554 5.7.1 <a@example.org>: Relay access denied' }, TransientMailError],
    ['whoever runs Closeout', { rcpt: '530 5.7.0 sign in first' }, TransientMailError],
    ['whoever runs Closeout', { rcpt: '550 5.7.1 Client was not authenticated' }, TransientMailError],
    ['whoever runs the server', { rcpt: '550 5.4.4 no route to the host' }, TransientMailError],
    ['whoever runs the server', { end: '554 5.3.0 system is out of order' }, TransientMailError],
    ['nobody yet', { rcpt: '450 4.2.0 greylisted' }, TransientMailError],
  ])('%s: %j', async (_whose, answers, error) => {
    const server = await mailServer(answers);
    const { port } = server.address() as AddressInfo;
    const mailer = new Mailer({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'closeout@example.org' });
    try {
      const mail = { to: { name: 'A', address: 'a@example.org' }, subject: 's', text: 't', html: '<p>t</p>' };
      const rest = { messageId: '<m@example.org>', date: new Date(0), references: [], headers: {} };
      await expect(mailer.send({ ...mail, ...rest })).rejects.toBeInstanceOf(error);
    } finally {
      mailer.close();
      server.close();
    }
  });
});
