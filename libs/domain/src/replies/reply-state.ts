import type { ReplyFigures, ReplyRoute, ReplyState } from '#contracts/replies';
import { addsUp, sameFigures } from './reconciliation.js';

/** The last final version of a reply that was not refused. */
export interface LastFinal {
  route: ReplyRoute;
  figures: ReplyFigures;
  /** of an e-mail: what became of it */
  letterState: string | null;
  acknowledged: boolean;
}

/**
 * Where a reply stands: by what went out last and by what the records say now. Interim replies do not count.
 * @param kept the campaign's own count of the site (see addsUp)
 */
export function replyState(last: LastFinal | null, now: ReplyFigures, kept: number): ReplyState {
  if (last === null) return addsUp(now, kept, false).ok ? 'ready' : 'due';
  if (last.route === 'email' && last.letterState !== 'sent') return 'sending';
  // what was closed by hand may never have added up
  const complete = last.figures.total.stillOpen + last.figures.total.unplaced === 0;
  if (!complete || !sameFigures(last.figures, now)) return 'correction-due';
  if (last.acknowledged) return 'acknowledged';
  return last.route === 'email' ? 'sent' : 'entered';
}
