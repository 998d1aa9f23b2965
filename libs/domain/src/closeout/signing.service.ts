import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import {
  type CampaignGate,
  type signatureActs,
  signatureMeanings,
  type SignatureList,
  type SignatureView,
} from '#contracts/closeout';
import type { Caller, Tx } from '#domain/audit';
import type { CampaignRow } from '#domain/campaigns';
import { type Confirmed, PasswordConfirmation } from '#domain/identity';
import { type Sql, sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';

type Act = (typeof signatureActs)[number];

/** Where a request to sign comes from. */
export interface Visitor {
  address: string;
}

/**
 * Electronic signatures after 21 CFR Part 11: the password again, the printed name, the time and the meaning (11.50), bound
 * to what was signed by a hash over all of it (11.70). The record is append-only, and its hash is in the audit trail too.
 */
@Injectable()
export class SigningService {
  constructor(
    private readonly database: DataSource,
    private readonly confirmation: PasswordConfirmation,
  ) {}

  /**
   * The password, before the transaction.
   * @throws ExpectedError campaign.signature-missing, signature.password-wrong (422), sign-in.too-many (429)
   */
  confirm(
    caller: Caller,
    campaignId: string,
    password: string | undefined,
    visitor: Visitor,
  ): Promise<Confirmed> {
    if (password === undefined) {
      throw new ExpectedError(
        'invalid',
        'campaign.signature-missing',
        'This needs your signature: send your password again as "password". A session or a token alone signs nothing.',
        { errors: [{ path: 'password', message: 'give your password to sign' }] },
      );
    }
    return this.confirmation.confirm(caller, password, visitor, { type: 'campaign', id: campaignId });
  }

  /**
   * Writes the signature into the transaction of what it decides. Signed is, as one text: the act, its meaning and reason,
   * who and when, the campaign, the gates with their figures, the ends of the audit chains of its sites, and the hash of
   * the campaign's signature before this one.
   * @returns the id of the signature
   */
  async sign(
    tx: Tx,
    confirmed: Confirmed,
    of: {
      campaign: CampaignRow;
      act: Act;
      reason: string | null;
      gates?: readonly CampaignGate[];
      more?: Record<string, unknown>;
    },
  ): Promise<string> {
    await this.confirmation.settle(tx, confirmed);
    const { campaign, act, reason } = of;
    const meaning = signatureMeanings[act];
    const signed = JSON.stringify({
      act,
      meaning,
      reason,
      signer: { id: confirmed.userId, name: confirmed.name, role: confirmed.role },
      at: tx.now.toISOString(),
      campaign: { id: campaign.id, title: campaign.title, version: campaign.version },
      gates: (of.gates ?? []).map(({ key, met, figures }) => ({ key, met, figures })),
      ...of.more,
      auditChains: await chainEnds(tx.sql, campaign.site_ids),
      previousSignature: await lastHash(tx.sql, campaign.id),
    });
    const hash = createHash('sha256').update(signed).digest();
    const [row] = await tx.sql<{ id: string }>(
      `INSERT INTO signature (campaign_id, act, signer_id, signer_name, signer_role, meaning, reason, signed_at, signed, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
      [
        campaign.id,
        act,
        confirmed.userId,
        confirmed.name,
        confirmed.role,
        meaning,
        reason,
        tx.now,
        signed,
        hash,
      ],
    );
    const id = (row as { id: string }).id;
    tx.audit({
      action: 'campaign.sign',
      subjectType: 'campaign',
      subjectId: campaign.id,
      new: { signatureId: id, act, meaning, hash: hash.toString('hex') },
    });
    return id;
  }

  /** Every signature of a campaign, oldest first. Whoever sees the campaign may see who signed; asked by the services. */
  async list(campaignId: string): Promise<SignatureList> {
    return { items: await signaturesOf(sqlOf(this.database), campaignId) };
  }
}

interface SignatureRow {
  id: string;
  act: Act;
  signer_id: string;
  signer_name: string;
  signer_role: string;
  meaning: string;
  reason: string | null;
  signed_at: Date;
  signed: string;
  hash: Buffer;
}

export async function signaturesOf(sql: Sql, campaignId: string): Promise<SignatureView[]> {
  const rows = await sql<SignatureRow>('SELECT * FROM signature WHERE campaign_id = $1 ORDER BY id', [
    campaignId,
  ]);
  return rows.map((row) => ({
    id: row.id,
    act: row.act,
    signer: { id: row.signer_id, name: row.signer_name },
    role: row.signer_role,
    meaning: row.meaning,
    reason: row.reason,
    signedAt: row.signed_at.toISOString(),
    hash: row.hash.toString('hex'),
    signed: row.signed,
  }));
}

/** Where the chain of what belongs to no site, and those of the campaign's sites, stand. */
export async function chainEnds(
  sql: Sql,
  siteIds: readonly string[] | null,
): Promise<Array<{ chain: string; seq: string; hash: string }>> {
  return sql(
    `SELECT chain, last_seq AS seq, encode(last_hash, 'hex') AS hash FROM audit_chain
      WHERE $1::bigint[] IS NULL OR chain = 0 OR chain = ANY($1) ORDER BY chain`,
    [siteIds],
  );
}

async function lastHash(sql: Sql, campaignId: string): Promise<string | null> {
  const [row] = await sql<{ hash: string }>(
    `SELECT encode(hash, 'hex') AS hash FROM signature WHERE campaign_id = $1 ORDER BY id DESC LIMIT 1`,
    [campaignId],
  );
  return row?.hash ?? null;
}
