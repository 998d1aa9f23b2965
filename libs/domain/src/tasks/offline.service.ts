import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { OfflineQuery, OfflineStep, OfflineTask, OfflineWork } from '#contracts/tasks';
import type { Caller } from '#domain/audit';
import { devicesById } from '#domain/fleet';
import { siteFilter } from '#domain/identity';
import { sqlOf } from '#platform/database';
import { TasksService } from './tasks.service.js';

/** What somebody takes along to work without a network. */
@Injectable()
export class OfflineService {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: TasksService,
  ) {}

  /**
   * The open and waiting tasks of the caller and of those they stand in for, by due day; what the tasks of one step have in common
   * once, and each pump's record once.
   */
  async work(caller: Caller, { limit, cursor }: OfflineQuery): Promise<OfflineWork> {
    const page = await this.tasks.list(caller, {
      assignee: 'me',
      status: 'todo',
      sort: 'due',
      limit,
      cursor,
    });
    const steps = new Map<string, OfflineStep>();
    const deviceIds = new Set<string>();
    const tasks = page.items.map((view): OfflineTask => {
      const { campaignTitle, campaignClass, title, instructions, scope, ...rest } = view;
      const { outcomes, outcomeLabels, outcomeFrom, derives, form, prerequisites, ...task } = rest;
      const { campaignId, stepKey } = task;
      const key = `${campaignId} ${stepKey}`;
      if (!steps.has(key)) {
        steps.set(key, {
          campaignId,
          campaignTitle,
          campaignClass,
          stepKey,
          title,
          instructions,
          scope,
          outcomes,
          outcomeLabels,
          outcomeFrom,
          derives,
          form,
          prerequisites,
        });
      }
      if (task.device !== null) deviceIds.add(task.device.id);
      return task;
    });
    const devices = await devicesById(sqlOf(this.database), siteFilter(caller), [...deviceIds]);
    return { tasks, steps: [...steps.values()], devices, nextCursor: page.nextCursor };
  }
}
