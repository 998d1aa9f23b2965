import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PlanDefinition, type PlanView } from '#contracts/plans';
import { type Caller, SYSTEM, type Tx, UnitOfWork } from '#domain/audit';
import { deviceIdentifier } from '#contracts/udi';
import { type Sql, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { planFaults } from './plan.rules.js';
import { shippedPlans } from './shipped-plans.js';

interface PlanRow {
  id: string;
  key: string;
  version: number;
  title: string;
  definition: PlanDefinition;
  created_at: Date;
}

const toView = (row: PlanRow): PlanView => ({
  id: row.id,
  key: row.key,
  version: row.version,
  title: row.title,
  createdAt: row.created_at.toISOString(),
  definition: row.definition,
});

/** The UDI-DIs by which a step knows a platform, each as its device identifier, for records are held against that. */
const withIdentifiers = (plan: PlanDefinition): PlanDefinition => ({
  ...plan,
  steps: plan.steps.map((step) =>
    step.derivedOutcome === undefined
      ? step
      : {
          ...step,
          derivedOutcome: {
            ...step.derivedOutcome,
            platforms: step.derivedOutcome.platforms.map((platform) => ({
              ...platform,
              udiDis: platform.udiDis.map(deviceIdentifier),
            })),
          },
        },
  ),
});

/** Plans: data in versions. A version is never changed; a campaign keeps the one that it was made with. */
@Injectable()
export class PlansService implements OnApplicationBootstrap {
  /** by plan id; safe to keep, since a version never changes */
  private readonly known = new Map<string, PlanDefinition>();

  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The newest version of each plan; or every version of one, newest first. */
  async list(key?: string): Promise<PlanView[]> {
    const rows = await sqlOf(this.database)<PlanRow>(
      key === undefined
        ? 'SELECT DISTINCT ON (key) * FROM plan ORDER BY key, version DESC'
        : 'SELECT * FROM plan WHERE key = $1 ORDER BY version DESC',
      key === undefined ? [] : [key],
    );
    return rows.map(toView);
  }

  /** @throws ExpectedError plan.not-found */
  async read(id: string): Promise<PlanView> {
    const [row] = await sqlOf(this.database)<PlanRow>('SELECT * FROM plan WHERE id = $1', [id]);
    if (row === undefined) throw notFound('plan', id);
    return toView(row);
  }

  /** @throws ExpectedError plan.invalid with every fault and its path */
  createVersion(caller: Caller, input: PlanDefinition): Promise<PlanView> {
    return this.unitOfWork.run(caller, (tx) => this.insertVersion(tx, input));
  }

  /** Every database has the plans that come with Closeout; later versions made by people stay in front. */
  async onApplicationBootstrap(): Promise<void> {
    await this.ensureShipped(SYSTEM);
  }

  async ensureShipped(caller: Caller): Promise<void> {
    const missing = async (sql: Sql): Promise<PlanDefinition[]> => {
      const present = new Set(
        (await sql<{ key: string }>('SELECT DISTINCT key FROM plan')).map((row) => row.key),
      );
      return shippedPlans.filter((plan) => !present.has(plan.key));
    };
    if ((await missing(sqlOf(this.database))).length === 0) return;
    await this.unitOfWork.run(caller, async (tx) => {
      // API and worker start at the same time: the second one finds what the first put in
      await tx.sql('LOCK TABLE plan IN SHARE ROW EXCLUSIVE MODE');
      for (const plan of await missing(tx.sql)) await this.insertVersion(tx, plan);
    });
  }

  /** The definition of a stored version, for those who work by it. */
  async definition(sql: Sql, planId: string): Promise<PlanDefinition> {
    const kept = this.known.get(planId);
    if (kept !== undefined) return kept;
    const [row] = await sql<PlanRow>('SELECT * FROM plan WHERE id = $1', [planId]);
    if (row === undefined) throw notFound('plan', planId);
    this.known.set(planId, row.definition);
    return row.definition;
  }

  /**
   * A version of a plan by its key: the one asked for, or the newest.
   * @throws ExpectedError plan.unknown, plan.version-unknown
   */
  async named(sql: Sql, key: string, version?: number): Promise<PlanView> {
    const [row] = await sql<PlanRow>(
      'SELECT * FROM plan WHERE key = $1 AND ($2::int IS NULL OR version = $2) ORDER BY version DESC LIMIT 1',
      [key, version ?? null],
    );
    if (row === undefined) {
      const [newest] = await sql<PlanRow>('SELECT * FROM plan WHERE key = $1 ORDER BY version DESC LIMIT 1', [
        key,
      ]);
      if (newest !== undefined) {
        throw new ExpectedError(
          'invalid',
          'plan.version-unknown',
          `The plan "${key}" has no version ${version}; its newest is ${newest.version}.`,
          { errors: [{ path: 'planVersion', message: 'no such version' }] },
        );
      }
      const keys = (await sql<{ key: string }>('SELECT DISTINCT key FROM plan ORDER BY key')).map(
        (plan) => plan.key,
      );
      throw new ExpectedError(
        'invalid',
        'plan.unknown',
        `There is no plan "${key}". There are: ${keys.join(', ')}.`,
        {
          errors: [{ path: 'planKey', message: 'no such plan' }],
        },
      );
    }
    return toView(row);
  }

  private async insertVersion(tx: Tx, input: PlanDefinition): Promise<PlanView> {
    const faults = planFaults(input);
    if (faults.length > 0) {
      throw new ExpectedError('invalid', 'plan.invalid', 'This plan cannot be worked by; see the errors.', {
        errors: faults,
      });
    }
    const definition = withIdentifiers(PlanDefinition.parse(input));
    const [row] = await tx.sql<PlanRow>(
      `INSERT INTO plan (key, version, title, definition, created_by, created_at)
       SELECT $1, coalesce(max(version), 0) + 1, $2, $3::jsonb, $4, $5 FROM plan WHERE key = $1 RETURNING *`,
      [definition.key, definition.title, JSON.stringify(definition), tx.caller.userId, tx.now],
    );
    const view = toView(row as PlanRow);
    tx.audit({
      action: 'plan.create-version',
      subjectType: 'plan',
      subjectId: view.id,
      new: { key: view.key, version: view.version, definition },
    });
    return view;
  }
}
