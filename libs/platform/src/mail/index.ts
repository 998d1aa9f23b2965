export { attachmentsOf, type MailAttachment } from './attachments.js';
export { dayInWords, momentInWords, withDaysInWords } from './day-in-words.js';
export {
  type MailAnswer,
  Mailer,
  type OutgoingMail,
  PermanentMailError,
  TransientMailError,
} from './mailer.js';
export { MailSink } from './mail-sink.js';
