import type { EntityManager, DataSource } from 'typeorm';

export type Row = Record<string, unknown>;
/** Runs one statement with `$1…` parameters and gives its rows. bigint arrives as string, date as 'YYYY-MM-DD'. */
export type Sql = <T = Row>(statement: string, parameters?: unknown[]) => Promise<T[]>;

/** A plain-SQL reader on a data source or inside a transaction. Gives the rows also for UPDATE … RETURNING. */
export function sqlOf(source: EntityManager | DataSource): Sql {
  return async <T>(statement: string, parameters: unknown[] = []): Promise<T[]> => {
    const answer: unknown = await source.query(statement, parameters);
    // TypeORM answers [rows, count] for UPDATE and DELETE, the rows for everything else.
    if (
      Array.isArray(answer) &&
      answer.length === 2 &&
      Array.isArray(answer[0]) &&
      typeof answer[1] === 'number'
    ) {
      return answer[0] as T[];
    }
    return (answer ?? []) as T[];
  };
}
