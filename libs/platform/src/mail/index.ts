export {
  type MailAnswer,
  Mailer,
  type OutgoingMail,
  PermanentMailError,
  TransientMailError,
} from './mailer.js';
export { MailSink } from './mail-sink.js';
