import { Injectable } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import type { photoTypes, TaskPhoto, TaskPhotos } from '#contracts/tasks';
import { type Caller, UnitOfWork } from '#domain/audit';
import { siteFilter } from '#domain/identity';
import { sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { FileStore } from '#platform/storage';
import { lockTasks } from './task.queries.js';
import { TasksService } from './tasks.service.js';

type PhotoType = (typeof photoTypes)[number];

interface PhotoRow {
  key: string;
  media_type: PhotoType;
  bytes: string;
  sha256: string;
  created_by: string;
  creator: string;
  created_at: Date;
}

/** Photographs of what was found: evidence of a task, seen by whoever sees the task. */
@Injectable()
export class PhotosService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly files: FileStore,
    private readonly tasks: TasksService,
  ) {}

  /**
   * Keeps a picture for a task. What it is, is told from its first bytes and not from what the sender says.
   * @throws ExpectedError task.not-found, photo.not-a-picture, campaign.not-open
   */
  async add(caller: Caller, taskId: string, content: Buffer): Promise<TaskPhoto> {
    const mediaType = pictureType(content);
    if (mediaType === null) {
      throw new ExpectedError('invalid', 'photo.not-a-picture', 'Send a photograph as JPEG, PNG or WebP.');
    }
    await this.tasks.read(caller, taskId);
    const key = randomUUID();
    await this.files.put(storeKey(key), Readable.from(content));
    const sha256 = createHash('sha256').update(content).digest('hex');
    const photo = await this.record(caller, taskId, { key, mediaType, sha256, bytes: content.length }).catch(
      async (error: unknown) => {
        // after a lost connection nobody knows whether the row is there: then the picture stays
        if (error instanceof ExpectedError) await this.files.remove(storeKey(key));
        throw error;
      },
    );
    // the same request again (Idempotency-Key): its picture was kept the first time
    if (photo.id !== key) await this.files.remove(storeKey(key));
    return photo;
  }

  private record(
    caller: Caller,
    taskId: string,
    { key, mediaType, sha256, bytes }: { key: string; mediaType: PhotoType; sha256: string; bytes: number },
  ): Promise<TaskPhoto> {
    return this.unitOfWork.run(caller, async (tx) => {
      // with its campaign held: a closing waits for the picture, or the picture comes too late
      const [task] = await lockTasks(tx.sql, tx.now, siteFilter(caller), [taskId]);
      if (task === undefined) throw notFound('task', taskId);
      if (task.campaign_status === 'closed') {
        throw new ExpectedError(
          'conflict',
          'campaign.not-open',
          'The campaign is closed: its tasks stay as they are.',
        );
      }
      await tx.sql(
        `INSERT INTO task_photo (key, task_id, media_type, bytes, sha256, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [key, taskId, mediaType, bytes, sha256, caller.userId, tx.now],
      );
      tx.audit({
        action: 'task.add-photo',
        subjectType: 'task',
        subjectId: taskId,
        siteId: task.site_id,
        new: { photo: key, mediaType, bytes, sha256 },
      });
      return {
        id: key,
        mediaType,
        bytes,
        sha256,
        takenBy: { id: caller.userId ?? '', name: caller.name },
        createdAt: tx.now.toISOString(),
      };
    });
  }

  /** @throws ExpectedError task.not-found */
  async list(caller: Caller, taskId: string): Promise<TaskPhotos> {
    return { items: (await this.rows(caller, taskId)).map(present) };
  }

  /** The picture itself. @throws ExpectedError task.not-found, photo.not-found */
  async read(
    caller: Caller,
    taskId: string,
    photoId: string,
  ): Promise<{ mediaType: PhotoType; content: Readable }> {
    const photo = (await this.rows(caller, taskId)).find((row) => row.key === photoId);
    if (photo === undefined) throw notFound('photo', photoId);
    return { mediaType: photo.media_type, content: this.files.get(storeKey(photo.key)) };
  }

  private async rows(caller: Caller, taskId: string): Promise<PhotoRow[]> {
    await this.tasks.read(caller, taskId);
    return sqlOf(this.database)<PhotoRow>(
      `SELECT p.*, u.name AS creator FROM task_photo p JOIN app_user u ON u.id = p.created_by
        WHERE p.task_id = $1 ORDER BY p.created_at, p.key`,
      [taskId],
    );
  }
}

const storeKey = (key: string): string => `photos/${key}`;

const present = (row: PhotoRow): TaskPhoto => ({
  id: row.key,
  mediaType: row.media_type,
  bytes: Number(row.bytes),
  sha256: row.sha256,
  takenBy: { id: row.created_by, name: row.creator },
  createdAt: row.created_at.toISOString(),
});

function pictureType(content: Buffer): PhotoType | null {
  if (content.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (content.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return 'image/png';
  const webp =
    content.subarray(0, 4).toString('latin1') === 'RIFF' &&
    content.subarray(8, 12).toString('latin1') === 'WEBP';
  return webp ? 'image/webp' : null;
}
