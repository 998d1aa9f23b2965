import { createHash } from 'node:crypto';
import type { AuditVerification } from '#contracts/audit';
import { type ChainState, entryFaults } from './audit-chain.queries.js';

type Broken = NonNullable<AuditVerification['firstBroken']>;

const EXPLANATION: Record<Broken['fault'], string> = {
  'payload-changed': 'What this entry says does not match its hash: it was changed after it was written.',
  'fields-changed':
    'The columns of this entry do not say what its sealed text says: they were changed afterwards.',
  'link-broken': 'This entry does not carry the hash of the one before it: one of them was replaced.',
  'entry-missing': 'The entry before this one is missing: it was removed.',
  'head-mismatch':
    'The chain ends elsewhere than its head says: entries were cut off its end or added past it.',
  'head-missing': 'The head of this chain was removed: nothing says how long the chain should be.',
};

/** The first thing wrong with a chain, or null. */
export function faultOf(state: ChainState): Broken | null {
  const broken = (seq: string | null, fault: Broken['fault']): Broken => ({
    chain: state.chain,
    seq: Number(seq ?? 0),
    fault,
    explanation: EXPLANATION[fault],
  });
  const entryFault = state.bad_fault === null ? undefined : entryFaults[state.bad_fault];
  if (entryFault !== undefined) return broken(state.bad_seq, entryFault);
  if (state.head_seq === null) return broken(state.last_seq, 'head-missing');
  const ends = (state.last_seq ?? '0') === state.head_seq;
  const same = (state.last_hash ?? Buffer.alloc(0)).equals(state.head_hash ?? Buffer.alloc(0));
  return ends && same ? null : broken(state.last_seq, 'head-mismatch');
}

/** One hash over the ends of all chains, in their order. */
export function digestOf(states: readonly ChainState[]): string {
  const digest = createHash('sha256');
  for (const { chain, last_seq, last_hash } of states) {
    digest.update(`${chain} ${last_seq ?? 0} ${(last_hash ?? Buffer.alloc(0)).toString('hex')}\n`);
  }
  return digest.digest('hex');
}
