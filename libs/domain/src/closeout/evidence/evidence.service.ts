import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import type { Caller } from '#domain/audit';
import { assertAllSites, CampaignsService } from '#domain/campaigns';
import { siteFilter } from '#domain/identity';
import { harmSheetsOf } from '#domain/replies';
import { Clock } from '#platform/clock';
import { ExpectedError } from '#platform/errors';
import { LOGGER } from '#platform/wiring';
import type { Logger } from '#platform/logging';
import { FileStore } from '#platform/storage';
import { writeReport } from '../report/report.js';
import { headOf } from '../report/report.queries.js';
import { chainEnds, signaturesOf } from '../signing.service.js';
import { Archive, type Content } from './archive.js';
import { csvOf, jsonLines } from './csv.js';
import { emlOf, type SentMessage } from './message.js';
import { inSnapshot, type Snapshot } from './snapshot.js';
import { AUDIT_ENTRIES, evidenceTables, REPLY_FORMS, SENT_LETTERS, SENT_MESSAGES } from './tables.js';

/** Each holds a connection and a snapshot of the database for as long as its reader takes. */
const AT_A_TIME = 3;

/** The report of a campaign, and the pack that proves it: for whoever sees all of its sites. */
@Injectable()
export class EvidenceService {
  private running = 0;

  constructor(
    private readonly database: DataSource,
    private readonly campaigns: CampaignsService,
    private readonly files: FileStore,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The report as PDF.
   * @throws ExpectedError campaign.not-found, access.other-site
   */
  async report(caller: Caller, campaignId: string): Promise<Readable> {
    assertAllSites(caller, await this.campaigns.find(caller, campaignId));
    const printed = { at: await this.clock.now(), by: caller.name };
    const pdf = await inSnapshot(this.database, ({ sql }) => writeReport(sql, campaignId, printed));
    return (pdf as unknown as Readable).pipe(new PassThrough());
  }

  /**
   * The evidence pack as ZIP, written while it is read: report, tables, photos, messages as sent, signatures, audit chains,
   * a manifest with the hash of every file, and scripts that verify all of it without Closeout.
   * @throws ExpectedError campaign.not-found, access.other-site, evidence.busy (503)
   */
  async pack(caller: Caller, campaignId: string): Promise<Readable> {
    assertAllSites(caller, await this.campaigns.find(caller, campaignId));
    if (this.running >= AT_A_TIME) {
      throw new ExpectedError(
        'unavailable',
        'evidence.busy',
        'Several evidence packs are being written at this moment. Try again in a minute.',
      );
    }
    const now = await this.clock.now();
    const archive = new Archive(now);
    this.running += 1;
    void inSnapshot(this.database, (snapshot) => this.write(archive, snapshot, { caller, campaignId, now }))
      .then(() => archive.end())
      .catch((error: unknown) => {
        this.logger.warn({ error, campaignId }, 'an evidence pack was not finished');
        archive.fail(error as Error);
      })
      .finally(() => (this.running -= 1));
    return archive.output;
  }

  private async write(
    archive: Archive,
    snapshot: Snapshot,
    of: { caller: Caller; campaignId: string; now: Date },
  ): Promise<void> {
    const { sql, rows } = snapshot;
    const { caller, campaignId, now } = of;
    const head = await headOf(sql, campaignId);
    const sites = siteFilter(caller);
    const problems: string[] = [];
    await archive.add('report.pdf', await writeReport(sql, campaignId, { at: now, by: caller.name }));
    await archive.add('campaign.json', [JSON.stringify({ id: campaignId, ...head }, null, 1)]);
    for (const table of evidenceTables) {
      const parameters = table.query.includes('$2') ? [campaignId, sites] : [campaignId];
      await archive.add(
        table.path,
        csvOf(table.columns, rows<Record<string, unknown>>(table.query, parameters)),
      );
    }
    for await (const message of rows<SentMessage>(SENT_MESSAGES, [campaignId, sites])) {
      await archive.add(`messages/${message.id}-${message.kind}.eml`, [emlOf(message)]);
    }
    for await (const letter of rows<SentMessage>(SENT_LETTERS, [campaignId, sites])) {
      await archive.add(`letters/${letter.id}-${letter.kind}.eml`, [emlOf(letter)]);
    }
    await this.addReplyForms(archive, snapshot, campaignId, problems);
    for await (const { id, pdf } of harmSheetsOf(sql, campaignId)) {
      await archive.add(`harm/${id}-3500a.pdf`, [pdf]);
    }
    await this.addPhotos(archive, snapshot, campaignId, problems);
    await archive.add('signatures.jsonl', jsonLines(await signaturesOf(sql, campaignId)));
    const entries = rows<Record<string, unknown>>(AUDIT_ENTRIES, [campaignId, head.notice_id, head.site_ids]);
    await archive.add('audit.jsonl', jsonLines(withoutNull(entries)));
    await archive.add('README.txt', [README]);
    for (const script of ['verify.mjs', 'verify.py']) {
      await archive.add(script, [await readFile(new URL(`./${script}.txt`, import.meta.url))]);
    }
    const manifest = `${JSON.stringify(
      {
        format: 'closeout-evidence/1',
        campaign: { id: campaignId, title: head.title, status: head.status },
        packedAt: now.toISOString(),
        packedBy: caller.name,
        chains: await chainEnds(sql, head.site_ids),
        problems,
        files: archive.files,
      },
      null,
      1,
    )}\n`;
    await archive.add('manifest.json', [manifest], { listed: false });
    const hash = createHash('sha256').update(manifest).digest('hex');
    await archive.add('manifest.sha256', [`${hash}  manifest.json\n`], { listed: false });
  }

  /** What the firm was given: the form as it was sent, or the one that was uploaded. */
  private async addReplyForms(
    archive: Archive,
    { rows }: Snapshot,
    campaignId: string,
    problems: string[],
  ): Promise<void> {
    const forms = rows<{
      reply_id: string;
      number: number;
      pdf: Buffer | null;
      file_key: string | null;
      file_type: string | null;
      sha256: string;
    }>(REPLY_FORMS, [campaignId]);
    for await (const form of forms) {
      const type =
        form.pdf === null ? (form.file_type ?? '').replace(/^.*\//, '').replace('jpeg', 'jpg') : 'pdf';
      const path = `replies/${form.reply_id}-${form.number}.${type}`;
      const content = form.pdf === null ? await opened(this.files.get(form.file_key ?? '')) : [form.pdf];
      await this.addKept(archive, path, content, form.sha256, problems);
    }
  }

  private async addPhotos(
    archive: Archive,
    { rows }: Snapshot,
    campaignId: string,
    problems: string[],
  ): Promise<void> {
    const photos = rows<{ key: string; task_id: string; media_type: string; sha256: string }>(
      `SELECT f.key, f.task_id, f.media_type, f.sha256 FROM task_photo f JOIN task t ON t.id = f.task_id
        WHERE t.campaign_id = $1 ORDER BY f.created_at, f.key`,
      [campaignId],
    );
    for await (const photo of photos) {
      const path = `photos/${photo.task_id}-${photo.key}.${photo.media_type.replace('image/', '').replace('jpeg', 'jpg')}`;
      const content = await opened(this.files.get(`photos/${photo.key}`));
      await this.addKept(archive, path, content, photo.sha256, problems);
    }
  }

  /** A file that the store has lost, or has another of, is told in the manifest: the rest of the evidence stands. */
  private async addKept(
    archive: Archive,
    path: string,
    content: Content | null,
    sha256: string,
    problems: string[],
  ): Promise<void> {
    if (content === null) {
      problems.push(`${path}: the file is not in the file store`);
      return;
    }
    await archive.add(path, content, { compress: false });
    if (archive.files.at(-1)?.sha256 !== sha256)
      problems.push(`${path}: the file is not the one that was kept`);
  }
}

/** The content, once its first piece could be read; null when there is none to read. */
async function opened(stream: Readable): Promise<AsyncIterable<Buffer> | null> {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await pieces.next().catch(() => null);
  if (first === null) return null;
  return (async function* () {
    for (let piece = first; piece.done !== true; piece = await pieces.next()) yield piece.value;
  })();
}

async function* withoutNull(entries: AsyncIterable<Record<string, unknown>>): AsyncGenerator<unknown> {
  for await (const { payload, ...entry } of entries) yield payload === null ? entry : { ...entry, payload };
}

const README = `Evidence of a recall response, packed by Closeout.

report.pdf         what came, what it was about, what was done, what was owed, who signed
campaign.json      the campaign, its notice and its plan as they stand
tables/            devices with verdicts and reasons, tasks, every completion, photos, reminders, letters, replies, notices
                   passed on, harm, waits for the firm, later letters applied, decisions, checks (CSV, UTF-8;
                   a text that a spreadsheet would take for a formula has an apostrophe before it)
messages/          every message that was sent to staff about it, as it was sent
letters/           every e-mail to the firm, to whoever the notice was passed on to, and about harm; a reply's PDF is in replies/
replies/           the reply forms as they were sent, or uploaded: reply-version
harm/              data sheets for MedWatch form FDA 3500A
photos/            pictures that technicians took, by task
signatures.jsonl   who signed what; "signed" is the text word for word, "hash" its SHA-256
audit.jsonl        the audit chains from the making of the campaign on; entries about other work carry their hashes alone
manifest.json      the SHA-256 of every file, and the ends of the chains; its own is in manifest.sha256

To verify all of it without Closeout, run in this folder:  node verify.mjs   or   python3 verify.py
Whoever noted down the hash in manifest.sha256 elsewhere can show later that this is the pack they were given.
`;
