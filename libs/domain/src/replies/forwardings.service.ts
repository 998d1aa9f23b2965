import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  CreateForwardings,
  ForwardingListQuery,
  ForwardingPage,
  ForwardingView,
  SettleForwarding,
} from '#contracts/forwardings';
import { type Caller, SYSTEM, UnitOfWork } from '#domain/audit';
import { assertSite, siteFilter } from '#domain/identity';
import { cutPage, decodeCursor, type Sql, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { subjectOfAckToken } from './ack-links.js';
import { beginForwarding } from './letters.js';

/** What somebody who follows an acknowledgement link sees, and nothing else. */
export interface AckPage {
  title: string;
  firm: string;
  /** of the letter, as printed */
  date: string | null;
  /** when it was acknowledged before, and by whom */
  acknowledged: { at: Date; by: string } | null;
}

interface ForwardingRow {
  id: string;
  campaign_id: string;
  site_id: string;
  site_name: string;
  organisation: string;
  name: string;
  email: string;
  state: ForwardingView['state'];
  sent: number;
  last_sent_at: Date | null;
  last_error: string | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  settled_by: string | null;
  settler: string | null;
  reason: string | null;
  devices: ForwardingView['devices'];
  created_at: Date;
}

const SELECT = `
SELECT f.*, s.name AS site_name, u.name AS settler, l.sent, l.last_sent_at, l.last_error,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id::text, 'assetTag', d.asset_tag, 'serialNumber', d.serial_number) ORDER BY d.id), '[]')
          FROM forwarding_device x JOIN device d ON d.id = x.device_id WHERE x.forwarding_id = f.id) AS devices
  FROM forwarding f JOIN site s ON s.id = f.site_id LEFT JOIN app_user u ON u.id = f.settled_by
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state = 'sent')::int AS sent, max(sent_at) AS last_sent_at,
           (array_agg(last_error ORDER BY id DESC))[1] AS last_error
      FROM letter WHERE purpose = 'forward' AND subject_id = f.id) l ON true`;

/** Notices passed on to facilities and end users that may have pumps of ours, until they say that they have read them. */
@Injectable()
export class ForwardingsService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async list(caller: Caller, query: ForwardingListQuery): Promise<ForwardingPage> {
    const after = decodeCursor<{ id: string }>(query.cursor);
    const rows = await sqlOf(this.database)<ForwardingRow>(
      `${SELECT} WHERE f.campaign_id = $1 AND ($2::bigint[] IS NULL OR f.site_id = ANY($2)) AND ($3::bigint IS NULL OR f.site_id = $3)
          AND ($4::text IS NULL OR f.state = $4) AND ($5::bigint IS NULL OR f.id > $5) ORDER BY f.id LIMIT $6`,
      [
        query.campaign,
        siteFilter(caller),
        query.site ?? null,
        query.state ?? null,
        after?.id ?? null,
        query.limit + 1,
      ],
    );
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map(present) };
  }

  /**
   * Passes the notice of a campaign on; an address that has it from this site already is left as it is.
   * @throws ExpectedError campaign.not-found, site.not-found, access.other-site, campaign.not-open (409)
   */
  create(caller: Caller, request: CreateForwardings): Promise<{ items: ForwardingView[] }> {
    const { campaignId, siteId, recipients } = request;
    return this.unitOfWork.run(caller, async (tx) => {
      assertSite(caller, siteId);
      const [campaign] = await tx.sql<{ status: string }>(
        `SELECT status FROM campaign WHERE id = $1 AND (site_ids IS NULL OR $2 = ANY(site_ids)) FOR SHARE`,
        [campaignId, siteId],
      );
      if (campaign === undefined) throw notFound('campaign', campaignId);
      if (campaign.status !== 'open') {
        throw new ExpectedError(
          'conflict',
          'campaign.not-open',
          `The campaign is ${campaign.status}: its notice is passed on while it is open.`,
        );
      }
      if ((await tx.sql('SELECT 1 FROM site WHERE id = $1', [siteId])).length === 0)
        throw notFound('site', siteId);
      const made = await tx.sql<{ id: string; name: string; email: string }>(
        `INSERT INTO forwarding (campaign_id, site_id, organisation, name, email, created_by, created_at)
         SELECT $1, $2, r.organisation, r.name, r.email, $4, $5
           FROM jsonb_to_recordset($3::jsonb) AS r(organisation text, name text, email text)
         ON CONFLICT DO NOTHING RETURNING id, name, email`,
        [campaignId, siteId, JSON.stringify(recipients), caller.userId, tx.now],
      );
      for (const { id, name, email } of made) {
        await beginForwarding(tx, { id, campaignId, siteId, name, email });
      }
      const rows = await tx.sql<ForwardingRow>(
        `${SELECT} WHERE f.campaign_id = $1 AND f.site_id = $2 AND lower(f.email) = ANY($3) AND NOT f.to_holder ORDER BY f.id`,
        [campaignId, siteId, recipients.map(({ email }) => email.toLowerCase())],
      );
      return { items: rows.map(present) };
    });
  }

  /**
   * Records what came by another way than the link, or that nobody asks any further.
   * @throws ExpectedError forwarding.not-found, forwarding.settled (409), forwarding.name-missing (422)
   */
  settle(caller: Caller, id: string, request: SettleForwarding): Promise<ForwardingView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await lock(tx.sql, id, siteFilter(caller));
      if (row === undefined) throw notFound('forwarding', id);
      if (row.state !== 'waiting') {
        throw new ExpectedError(
          'conflict',
          'forwarding.settled',
          `This one is ${row.state} already: nobody is reminded of it.`,
        );
      }
      if (request.as === 'acknowledged' && request.name === undefined) {
        throw new ExpectedError('invalid', 'forwarding.name-missing', 'Say who acknowledged it.', {
          errors: [{ path: 'name', message: 'who said so' }],
        });
      }
      await tx.sql(
        `UPDATE forwarding SET state = $2, settled_by = $3, reason = $4,
                acknowledged_at = CASE WHEN $2 = 'acknowledged' THEN $5::timestamptz END, acknowledged_by = $6 WHERE id = $1`,
        [
          id,
          request.as,
          caller.userId,
          request.reason,
          tx.now,
          request.as === 'acknowledged' ? (request.name ?? null) : null,
        ],
      );
      tx.audit({
        action: `forwarding.${request.as}`,
        subjectType: 'forwarding',
        subjectId: id,
        siteId: row.site_id,
        old: { state: row.state },
        new: { ...request },
      });
      return present((await lock(tx.sql, id, null)) as ForwardingRow);
    });
  }

  /**
   * What a link shows to whoever follows it.
   * @throws ExpectedError link.over (404) when nobody was given it, it is over, or nobody asks any more
   */
  async open(token: string): Promise<AckPage> {
    const sql = sqlOf(this.database);
    const id = await subjectOfAckToken(sql, 'forwarding', token);
    if (id === null) throw over();
    return ackPage(sql, id);
  }

  /**
   * Acknowledges by a link; a second time changes nothing.
   * @param name as it was typed in
   * @throws ExpectedError link.over (404)
   */
  acknowledge(token: string, name: string, visitor: { requestId: string }): Promise<AckPage> {
    const caller: Caller = { ...SYSTEM, name: `${name}, by an acknowledgement link`, sites: [], ...visitor };
    return this.unitOfWork.run(caller, async (tx) => {
      const id = await subjectOfAckToken(tx.sql, 'forwarding', token);
      if (id === null) throw over();
      const [done] = await tx.sql<{ site_id: string }>(
        `UPDATE forwarding SET state = 'acknowledged', acknowledged_at = $2, acknowledged_by = $3
          WHERE id = $1 AND state = 'waiting' RETURNING site_id`,
        [id, tx.now, name],
      );
      if (done !== undefined) {
        tx.audit({
          action: 'forwarding.acknowledged',
          subjectType: 'forwarding',
          subjectId: id,
          siteId: done.site_id,
          old: { state: 'waiting' },
          new: { state: 'acknowledged', name, by: 'link' },
        });
      }
      return ackPage(tx.sql, id);
    });
  }
}

async function lock(
  sql: Sql,
  id: string,
  sites: readonly string[] | null,
): Promise<ForwardingRow | undefined> {
  await sql('SELECT 1 FROM forwarding WHERE id = $1 FOR UPDATE', [id]);
  const [row] = await sql<ForwardingRow>(
    `${SELECT} WHERE f.id = $1 AND ($2::bigint[] IS NULL OR f.site_id = ANY($2))`,
    [id, sites],
  );
  return row;
}

async function ackPage(sql: Sql, id: string): Promise<AckPage> {
  const [row] = await sql<{
    title: string;
    firm: string;
    date: string | null;
    at: Date | null;
    by: string | null;
  }>(
    `SELECT n.title, n.firm, f.acknowledged_at AS at, f.acknowledged_by AS by,
            coalesce((SELECT dated_on FROM communication WHERE notice_id = n.id ORDER BY dated_on DESC, id DESC LIMIT 1), n.initiated_on::text) AS date
       FROM forwarding f JOIN campaign c ON c.id = f.campaign_id JOIN notice n ON n.id = c.notice_id
      WHERE f.id = $1 AND f.state <> 'ended'`,
    [id],
  );
  if (row === undefined) throw over();
  const { title, firm, date, at, by } = row;
  return { title, firm, date, acknowledged: at === null ? null : { at, by: by ?? '' } };
}

const over = (): ExpectedError =>
  new ExpectedError(
    'not-found',
    'link.over',
    'This link is over, or it was never given out. The newest message has a new one.',
  );

const present = (row: ForwardingRow): ForwardingView => ({
  id: row.id,
  campaignId: row.campaign_id,
  site: { id: row.site_id, name: row.site_name },
  organisation: row.organisation,
  name: row.name,
  email: row.email,
  state: row.state,
  sent: row.sent,
  lastSentAt: row.last_sent_at?.toISOString() ?? null,
  lastError: row.last_error,
  acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
  acknowledgedBy: row.acknowledged_by,
  settledBy: row.settled_by === null ? null : { id: row.settled_by, name: row.settler ?? '' },
  reason: row.reason,
  devices: row.devices,
  createdAt: row.created_at.toISOString(),
});
