/**
 * Every job name and the queue that carries it. Mail has a queue of its own, so that a long import never holds back
 * a reminder, and so has the sweep, so that neither an import nor eight thousand mails hold back the next look. At boot each worker proves that every name has exactly one handler.
 */
export const topics = {
  'fleet.import-devices': 'work',
  'campaigns.open': 'work',
  'campaigns.apply-letter': 'work',
  'campaigns.record-verified': 'work',
  'campaigns.devices-changed': 'work',
  'campaigns.pumps-found': 'work',
  'replies.harm-reported': 'work',
  'replies.send': 'mail',
  'reminders.sweep': 'sweep',
  'reminders.send': 'mail',
} as const;

export type Topic = keyof typeof topics;
export type QueueName = (typeof topics)[Topic];
export const queueNames = [...new Set(Object.values(topics))];

export function queueOf(name: string): QueueName {
  if (!(name in topics)) throw new Error(`No queue is named for the job "${name}": add it to topics.ts.`);
  return topics[name as Topic];
}
