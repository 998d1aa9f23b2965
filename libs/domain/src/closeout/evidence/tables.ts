/** A table of the pack: a file, its columns in order, and the query over the campaign ($1) that gives them by name. */
export interface EvidenceTable {
  path: string;
  columns: readonly string[];
  query: string;
}

const PERSON = (id: string, as: string): string => `(SELECT name FROM app_user WHERE id = ${id}) AS ${as}`;

/** E-mails to people outside, and those about harm: $2 cuts them by the site of what they are about. */
const LETTERS = `letter l LEFT JOIN reply r ON l.purpose = 'reply' AND r.id = l.subject_id
      LEFT JOIN forwarding f ON l.purpose = 'forward' AND f.id = l.subject_id
      LEFT JOIN harm_record h ON l.purpose = 'harm' AND h.id = l.subject_id
      LEFT JOIN site s ON s.id = coalesce(r.site_id, f.site_id, h.site_id)
     WHERE l.campaign_id = $1 AND ($2::bigint[] IS NULL OR s.id = ANY($2))`;

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
    path: 'tables/letters.csv',
    columns: [
      'letter_id',
      'purpose',
      'occasion',
      'site',
      'to_name',
      'to_address',
      'state',
      'message_id',
      'subject',
      'attempts',
      'server_answer',
      'last_error',
      'created_at',
      'sent_at',
    ],
    query: `SELECT l.id AS letter_id, l.purpose, l.occasion, s.name AS site, l.to_name, l.to_address, l.state, l.message_id, l.subject,
        l.attempts, l.server_answer, l.last_error, l.created_at, l.sent_at FROM ${LETTERS} ORDER BY l.id`,
  },
  {
    path: 'tables/replies.csv',
    columns: [
      'reply_id',
      'site',
      'account_number',
      'version',
      'interim',
      'route',
      'affected',
      'corrected',
      'isolated',
      'returned',
      'disposed',
      'not_located',
      'transferred',
      'still_open',
      'unplaced',
      'by_product_code',
      'details',
      'form',
      'sha256',
      'message_id',
      'letter_state',
      'server_answer',
      'sent_by',
      'created_at',
      'sent_at',
      'acknowledged_at',
      'acknowledged_by',
      'acknowledgement',
    ],
    query: `SELECT r.id AS reply_id, s.name AS site, s.account_number, v.number AS version, v.interim, v.route,
        v.figures->'total'->'affected' AS affected, v.figures->'total'->'corrected' AS corrected, v.figures->'total'->'isolated' AS isolated,
        v.figures->'total'->'returned' AS returned, v.figures->'total'->'disposed' AS disposed, v.figures->'total'->'notLocated' AS not_located,
        v.figures->'total'->'transferred' AS transferred, v.figures->'total'->'stillOpen' AS still_open, v.figures->'total'->'unplaced' AS unplaced,
        v.figures->'rows' AS by_product_code, v.details,
        CASE WHEN v.pdf IS NOT NULL OR v.file_key IS NOT NULL THEN 'replies/' || r.id || '-' || v.number || '.*' END AS form, v.sha256,
        l.message_id, l.state AS letter_state, coalesce(l.server_answer, l.last_error) AS server_answer, ${PERSON('v.sent_by', 'sent_by')},
        v.created_at, CASE WHEN l.id IS NULL THEN v.created_at ELSE l.sent_at END AS sent_at, v.acknowledged_at,
        ${PERSON('v.acknowledged_by', 'acknowledged_by')}, v.acknowledgement
      FROM reply r JOIN site s ON s.id = r.site_id LEFT JOIN reply_version v ON v.reply_id = r.id LEFT JOIN letter l ON l.id = v.letter_id
     WHERE r.campaign_id = $1 ORDER BY r.id, v.number`,
  },
  {
    path: 'tables/forwardings.csv',
    columns: [
      'forwarding_id',
      'site',
      'organisation',
      'name',
      'email',
      'state',
      'letters_sent',
      'last_sent_at',
      'acknowledged_at',
      'acknowledged_by',
      'settled_by',
      'reason',
      'created_by',
      'created_at',
    ],
    query: `SELECT f.id AS forwarding_id, s.name AS site, f.organisation, f.name, f.email, f.state,
        (SELECT count(*) FROM letter l WHERE l.purpose = 'forward' AND l.subject_id = f.id AND l.state = 'sent') AS letters_sent,
        (SELECT max(l.sent_at) FROM letter l WHERE l.purpose = 'forward' AND l.subject_id = f.id) AS last_sent_at,
        f.acknowledged_at, f.acknowledged_by, ${PERSON('f.settled_by', 'settled_by')}, f.reason, ${PERSON('f.created_by', 'created_by')}, f.created_at
      FROM forwarding f JOIN site s ON s.id = f.site_id WHERE f.campaign_id = $1 ORDER BY f.id`,
  },
  {
    path: 'tables/harm.csv',
    columns: [
      'harm_id',
      'task_id',
      'device_id',
      'site',
      'state',
      'what',
      'aware_at',
      'due_on',
      'reported_by',
      'decisions',
      'reports',
      'data_sheet',
      'created_at',
    ],
    query: `SELECT h.id AS harm_id, h.task_id, h.device_id, s.name AS site, h.state, h.what, h.aware_at, h.due_on, ${PERSON('h.reported_by', 'reported_by')},
        (SELECT jsonb_agg(jsonb_build_object('event', x.event, 'reason', x.reason, 'by', u.name, 'at', x.decided_at) ORDER BY x.id)
           FROM harm_decision x JOIN app_user u ON u.id = x.decided_by WHERE x.harm_id = h.id) AS decisions,
        (SELECT jsonb_agg(jsonb_build_object('to', x.recipient, 'sentOn', x.sent_on, 'reference', x.reference, 'by', u.name) ORDER BY x.id)
           FROM harm_report x JOIN app_user u ON u.id = x.recorded_by WHERE x.harm_id = h.id) AS reports,
        'harm/' || h.id || '-3500a.pdf' AS data_sheet, h.created_at
      FROM harm_record h LEFT JOIN site s ON s.id = h.site_id WHERE h.campaign_id = $1 ORDER BY h.id`,
  },
  {
    path: 'tables/waits.csv',
    columns: [
      'wait_id',
      'task_id',
      'step',
      'device_id',
      'waits_for',
      'asked_on',
      'promised_on',
      'note',
      'chaser',
      'begun_by',
      'begun_at',
      'ended_by',
      'ended_at',
    ],
    query: `SELECT w.id AS wait_id, w.task_id, t.step_key AS step, t.device_id, w.waits_for, w.asked_on, w.promised_on, w.note,
        ${PERSON('w.chaser_id', 'chaser')}, ${PERSON('w.begun_by', 'begun_by')}, w.begun_at, ${PERSON('w.ended_by', 'ended_by')}, w.ended_at
      FROM task_wait w JOIN task t ON t.id = w.task_id AND t.campaign_id = w.campaign_id WHERE w.campaign_id = $1 ORDER BY w.id`,
  },
  {
    path: 'tables/changes.csv',
    columns: [
      'change_id',
      'kind',
      'letter',
      'letter_dated',
      'from_scope',
      'to_scope',
      'from_plan',
      'to_plan',
      'reason',
      'made_by',
      'begun_at',
      'finished_at',
      'devices',
      'tasks',
    ],
    query: `SELECT k.id AS change_id, k.kind, m.kind AS letter, m.dated_on AS letter_dated, k.from_scope, k.to_scope,
        (SELECT key || ' ' || version FROM plan WHERE id = k.from_plan_id) AS from_plan, (SELECT key || ' ' || version FROM plan WHERE id = k.to_plan_id) AS to_plan,
        k.reason, ${PERSON('k.made_by', 'made_by')}, k.begun_at, k.finished_at,
        (SELECT jsonb_object_agg(coalesce(x.old_verdict, 'new') || ' to ' || x.verdict, x.n) FROM
           (SELECT old_verdict, verdict, count(*) AS n FROM campaign_device_change WHERE change_id = k.id GROUP BY 1, 2) x) AS devices,
        (SELECT jsonb_object_agg(x.kind, x.n) FROM
           (SELECT kind, count(*) AS n FROM task_change WHERE change_id = k.id GROUP BY 1) x) AS tasks
      FROM campaign_change k LEFT JOIN communication m ON m.id = k.communication_id WHERE k.campaign_id = $1 ORDER BY k.id`,
  },
  {
    path: 'tables/changed-tasks.csv',
    columns: ['change_id', 'task_id', 'kind', 'person', 'reason'],
    query: `SELECT x.change_id, x.task_id, x.kind, ${PERSON('x.person_id', 'person')}, x.reason FROM task_change x
     WHERE x.campaign_id = $1 ORDER BY x.change_id, x.task_id`,
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

/** What the firm, those who got the notice from us, and the risk manager (harm) were sent, word for word. */
export const SENT_LETTERS = `SELECT l.id, l.purpose AS kind, l.to_address AS "to", l.to_name AS name, l.subject, l.message_id, l.sent_at, l.body_text,
    l.body_html, l.server_answer FROM ${LETTERS} AND l.state = 'sent' ORDER BY l.id`;

/** The reply forms: as they were sent, or the distributor's own as it was uploaded. */
export const REPLY_FORMS = `SELECT v.reply_id, v.number, v.pdf, v.file_key, v.file_type, v.sha256
  FROM reply_version v JOIN reply r ON r.id = v.reply_id
 WHERE r.campaign_id = $1 AND (v.pdf IS NOT NULL OR v.file_key IS NOT NULL) ORDER BY v.reply_id, v.number`;

/** The messages that named this campaign ($1), as they were sent; $2: those alone whose sites are all among these. */
export const SENT_MESSAGES = `SELECT r.id, r.kind, u.email AS "to", u.name, r.subject, r.message_id, r.sent_at, r.body_text, r.body_html, r.server_answer
  FROM reminder r JOIN app_user u ON u.id = r.person_id
 WHERE r.state = 'sent' AND (r.campaign_id = $1 OR r.campaign_ids @> ARRAY[$1::bigint])
   AND r.kind NOT IN ('invite', 'password-reset') AND ($2::bigint[] IS NULL OR r.site_ids <@ $2) ORDER BY r.id`;

/**
 * The audit chains of the campaign's sites ($3; null: all) from the making of the campaign ($1) on, without a gap. What an
 * entry says is told where it is about this campaign, its notice ($2), its tasks, pumps, replies, passed-on notices or
 * records of harm; of any other entry the hashes alone, so that the chain can be followed.
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
                OR (e.subject_type = 'reply' AND EXISTS (SELECT FROM reply r WHERE r.campaign_id = $1
                      AND r.id = CASE WHEN e.subject_type = 'reply' THEN e.subject_id::bigint END))
                OR (e.subject_type = 'forwarding' AND EXISTS (SELECT FROM forwarding f WHERE f.campaign_id = $1
                      AND f.id = CASE WHEN e.subject_type = 'forwarding' THEN e.subject_id::bigint END))
                OR (e.subject_type = 'harm' AND EXISTS (SELECT FROM harm_record h WHERE h.campaign_id = $1
                      AND h.id = CASE WHEN e.subject_type = 'harm' THEN e.subject_id::bigint END))
              THEN e.payload END AS payload
    FROM audit_entry e JOIN start s ON s.chain = e.chain AND e.seq >= s.seq ORDER BY e.chain, e.seq`;
