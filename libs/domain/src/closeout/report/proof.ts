import type { CheckView, SignatureView } from '#contracts/closeout';
import type { Sql } from '#platform/database';
import { chainEnds } from '../signing.service.js';
import type { Paper } from './paper.js';
import { type Head, WRITTEN_OUT } from './report.queries.js';
import { checkResult, number, role, when } from './words.js';

export function checks(paper: Paper, views: readonly CheckView[]): void {
  paper.heading('6. Independent check');
  if (views.length === 0) {
    paper.text('No independent check was asked for.', { quiet: true });
    return;
  }
  for (const view of views) {
    const share = view.percent === null ? '' : ` (${view.percent} %)`;
    paper.text(
      `Level ${view.level}${share}, after 21 CFR 7.42(b)(3): ${number(view.firstSize)} of ${number(view.population)} completed pumps drawn, ${number(view.size)} in the end; ${number(view.agreed)} agreed, ${number(view.disagreements)} disagreements, ${number(view.toCheck)} to check. Drawn by ${view.createdBy.name} on ${when(new Date(view.createdAt))} with the seed ${view.seed}.`,
    );
    paper.table(
      [
        { head: 'Pump', share: 1.6 },
        { head: 'Site', share: 1.3 },
        { head: 'Work by', share: 1.4 },
        { head: 'Checked by', share: 1.4 },
        { head: 'Result', share: 2 },
      ],
      view.pumps
        .slice(0, WRITTEN_OUT)
        .map((pump) => [
          [pump.assetTag, pump.serialNumber].filter(Boolean).join(' / ') || `pump ${pump.deviceId}`,
          pump.site,
          pump.doneBy.map(({ name }) => name).join(', '),
          pump.checkedBy === null ? '' : `${pump.checkedBy.name} ${when(new Date(pump.checkedAt ?? 0))}`,
          [pump.result === null ? 'TO CHECK' : checkResult(pump.result), pump.note]
            .filter(Boolean)
            .join(': '),
        ]),
      'No pump was drawn.',
    );
    if (view.pumps.length > WRITTEN_OUT)
      paper.text(`${view.pumps.length - WRITTEN_OUT} more are in tables/checks.csv.`);
  }
}

export function signed(paper: Paper, signatures: readonly SignatureView[], head: Head): void {
  paper.heading('8. Signatures');
  if (signatures.length === 0) {
    paper.text(
      head.status === 'closed'
        ? 'This campaign was closed before closings were signed.'
        : 'Nothing has been signed.',
      { quiet: true },
    );
    return;
  }
  for (const one of signatures) {
    paper.table(
      [
        { head: `Signature ${one.id}`, share: 1 },
        {
          head: one.act === 'close' ? 'Closing' : one.act === 'reopen' ? 'Reopening' : 'Pumps not located',
          share: 4.6,
        },
      ],
      [
        ['Signed by', `${one.signer.name} (${role(one.role)})`],
        ['When', when(new Date(one.signedAt))],
        ['Meaning', one.meaning],
        [one.act === 'close' ? 'Note' : 'Reason', one.reason ?? ''],
        ['SHA-256 of what was signed', one.hash],
      ],
    );
  }
  paper.text(
    'Each was made with the password of the account, given again for it (21 CFR 11.50, 11.70, 11.200). What was signed, word for word, is in signatures.jsonl of the evidence pack.',
    { quiet: true },
  );
}

export async function trail(sql: Sql, paper: Paper, head: Head): Promise<void> {
  paper.heading('9. Audit trail');
  const ends = await chainEnds(sql, head.site_ids);
  paper.text(
    'Every change is an entry of an append-only chain, one for each site and one (0) for what belongs to no site; each entry carries the hash of the one before it. The evidence pack has the chains and a script that verifies them without Closeout.',
  );
  paper.table(
    [
      { head: 'Chain', share: 0.6 },
      { head: 'Entries', share: 0.7, figures: true },
      { head: 'Hash of the last', share: 4.5 },
    ],
    ends.slice(0, 60).map((end) => [end.chain, number(end.seq), end.hash]),
  );
  if (ends.length > 60) paper.text(`${ends.length - 60} more are in manifest.json of the evidence pack.`);
}
