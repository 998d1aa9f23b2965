/** A table of the pack: a file, its columns in order, and the query over the campaign ($1) that gives them by name. */
export interface EvidenceTable {
  path: string;
  columns: readonly string[];
  query: string;
}

const PERSON = (id: string, as: string): string => `(SELECT name FROM app_user WHERE id = ${id}) AS ${as}`;

/** In the order in which a reader wants them. Times are UTC, days are the site's. */
export const evidenceTables: readonly EvidenceTable[] = [
  {
    path: 'tables/devices.csv',
    columns: [
      'device_id',
      'asset_tag',
      'serial_number',
      'product_code',
      'udi_di',
      'model',
      'software_version',
      'manufactured_on',
      'received_on',
      'site',
      'location',
      'device_status',
      'verdict',
      'product_row',
      'reason',
      'missing_facts',
      'decided_at',
      'decided_by',
      'open_tasks',
      'closed_tasks',
    ],
    query: `SELECT cd.device_id, d.asset_tag, d.serial_number, d.product_code, d.udi_di, d.model, d.software_version,
        d.manufactured_on, d.received_on, s.name AS site, l.name AS location, d.status AS device_status, cd.verdict,
        p.position AS product_row,
        CASE cd.verdict
          WHEN 'affected' THEN 'meets every criterion of row ' || p.position || ': ' || p.name
          WHEN 'possibly-affected' THEN 'may meet row ' || p.position || ' (' || p.name || '); its record lacks ' || array_to_string(cd.missing, ', ')
          ELSE 'its record was verified: it does not meet the criteria' END AS reason,
        array_to_string(cd.missing, ' ') AS missing_facts, cd.decided_at, ${PERSON('cd.decided_by', 'decided_by')},
        t.open AS open_tasks, t.closed AS closed_tasks
      FROM campaign_device cd JOIN device d ON d.id = cd.device_id JOIN site s ON s.id = d.site_id
      JOIN affected_product p ON p.id = cd.product_id LEFT JOIN location l ON l.id = d.location_id
      LEFT JOIN (SELECT device_id, count(*) FILTER (WHERE status IN ('open', 'waiting')) AS open,
                        count(*) FILTER (WHERE status = 'closed') AS closed
                   FROM task WHERE campaign_id = $1 GROUP BY device_id) t ON t.device_id = cd.device_id
     WHERE cd.campaign_id = $1 ORDER BY cd.device_id`,
  },
  {
    path: 'tables/tasks.csv',
    columns: [
      'task_id',
      'step',
      'device_id',
      'site',
      'location',
      'assignee',
      'status',
      'due_on',
      'outcome',
      'fields',
      'note',
      'reason',
      'searched',
      'completed_at',
      'completed_by',
      'started_by_task_id',
      'created_at',
    ],
    query: `SELECT t.id AS task_id, t.step_key AS step, t.device_id, s.name AS site, l.name AS location, a.name AS assignee,
        t.status, t.due_on, t.outcome, t.fields, t.note, t.reason, t.searched, t.completed_at, c.name AS completed_by,
        t.started_by_task_id, t.created_at
      FROM task t JOIN app_user a ON a.id = t.assignee_id LEFT JOIN site s ON s.id = t.site_id
      LEFT JOIN location l ON l.id = t.location_id LEFT JOIN app_user c ON c.id = t.completed_by
     WHERE t.campaign_id = $1 ORDER BY t.id`,
  },
  {
    path: 'tables/completions.csv',
    columns: [
      'completion_id',
      'task_id',
      'step',
      'device_id',
      'outcome',
      'fields',
      'note',
      'reason',
      'searched',
      'completed_at',
      'completed_by',
      'reopened_at',
      'reopened_by',
      'reopen_reason',
    ],
    query: `SELECT h.id AS completion_id, h.task_id, t.step_key AS step, t.device_id, h.outcome, h.fields, h.note, h.reason, h.searched,
        h.completed_at, c.name AS completed_by, h.reopened_at, r.name AS reopened_by, h.reopen_reason
      FROM task_completion h JOIN task t ON t.id = h.task_id AND t.campaign_id = h.campaign_id
      JOIN app_user c ON c.id = h.completed_by LEFT JOIN app_user r ON r.id = h.reopened_by
     WHERE h.campaign_id = $1 ORDER BY h.id`,
  },
  {
    path: 'tables/photos.csv',
    columns: ['photo', 'task_id', 'media_type', 'bytes', 'sha256', 'taken_by', 'created_at'],
    query: `SELECT f.key AS photo, f.task_id, f.media_type, f.bytes, f.sha256, u.name AS taken_by, f.created_at
      FROM task_photo f JOIN task t ON t.id = f.task_id JOIN app_user u ON u.id = f.created_by
     WHERE t.campaign_id = $1 ORDER BY f.created_at, f.key`,
  },
  {
    path: 'tables/reminders.csv',
    columns: [
      'reminder_id',
      'kind',
      'person',
      'moment',
      'state',
      'message_id',
      'subject',
      'attempts',
      'server_answer',
      'last_error',
      'created_at',
      'sent_at',
    ],
    query: `SELECT r.id AS reminder_id, r.kind, u.name AS person, r.moment, r.state, r.message_id, r.subject, r.attempts,
        r.server_answer, r.last_error, r.created_at, r.sent_at
      FROM reminder r JOIN app_user u ON u.id = r.person_id
     WHERE (r.campaign_id = $1 OR r.campaign_ids @> ARRAY[$1::bigint]) AND r.kind NOT IN ('invite', 'password-reset')
       AND ($2::bigint[] IS NULL OR r.site_ids <@ $2) ORDER BY r.id`,
  },
  {
    path: 'tables/not-located.csv',
    columns: ['device_id', 'asset_tag', 'serial_number', 'signature_id', 'signer', 'reason', 'decided_at'],
    query: `SELECT n.device_id, d.asset_tag, d.serial_number, n.signature_id, g.signer_name AS signer, g.reason, n.decided_at
      FROM not_located_decision n JOIN signature g ON g.id = n.signature_id JOIN device d ON d.id = n.device_id
     WHERE n.campaign_id = $1 ORDER BY n.signature_id, n.device_id`,
  },
  {
    path: 'tables/checks.csv',
    columns: [
      'check_id',
      'level',
      'percent',
      'seed',
      'population',
      'first_size',
      'device_id',
      'place',
      'attempt',
      'assignee',
      'result',
      'note',
      'checked_by',
      'checked_at',
      'reopened_task_id',
    ],
    query: `SELECT k.id AS check_id, k.level, k.percent, k.seed, k.population, k.first_size, p.device_id, p.place, p.attempt,
        a.name AS assignee, p.result, p.note, c.name AS checked_by, p.checked_at, p.reopened_task_id
      FROM campaign_check k LEFT JOIN check_pump p ON p.check_id = k.id LEFT JOIN app_user a ON a.id = p.assignee_id
      LEFT JOIN app_user c ON c.id = p.checked_by WHERE k.campaign_id = $1 ORDER BY k.id, p.place, p.attempt`,
  },
];

/** The messages that named this campaign ($1), as they were sent; $2: those alone whose sites are all among these. */
export const SENT_MESSAGES = `SELECT r.id, r.kind, u.email AS "to", u.name, r.subject, r.message_id, r.sent_at, r.body_text, r.body_html, r.server_answer
  FROM reminder r JOIN app_user u ON u.id = r.person_id
 WHERE r.state = 'sent' AND (r.campaign_id = $1 OR r.campaign_ids @> ARRAY[$1::bigint])
   AND r.kind NOT IN ('invite', 'password-reset') AND ($2::bigint[] IS NULL OR r.site_ids <@ $2) ORDER BY r.id`;

/**
 * The audit chains of the campaign's sites ($3; null: all) from the making of the campaign ($1) on, without a gap. What an
 * entry says is told where it is about this campaign, its notice ($2), its tasks or its pumps; of any other entry the
 * hashes alone, so that the chain can be followed.
 */
export const AUDIT_ENTRIES = `
  WITH start AS (
    SELECT c.chain, (SELECT min(seq) FROM audit_entry e WHERE e.chain = c.chain
                        AND e.at >= (SELECT created_at FROM campaign WHERE id = $1)) AS seq
      FROM audit_chain c WHERE $3::bigint[] IS NULL OR c.chain = 0 OR c.chain = ANY($3))
  SELECT e.chain, e.seq, encode(e.previous_hash, 'hex') AS "previousHash", encode(e.hash, 'hex') AS hash,
         CASE WHEN (e.subject_type = 'campaign' AND e.subject_id = $1::bigint::text)
                OR (e.subject_type = 'notice' AND e.subject_id = $2::bigint::text)
                OR (e.subject_type = 'task' AND EXISTS (SELECT FROM task t WHERE t.campaign_id = $1
                      AND t.id = CASE WHEN e.subject_type = 'task' THEN e.subject_id::bigint END))
                OR (e.subject_type = 'device' AND EXISTS (SELECT FROM campaign_device d WHERE d.campaign_id = $1
                      AND d.device_id = CASE WHEN e.subject_type = 'device' THEN e.subject_id::bigint END))
              THEN e.payload END AS payload
    FROM audit_entry e JOIN start s ON s.chain = e.chain AND e.seq >= s.seq ORDER BY e.chain, e.seq`;
