import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A reader of some sites reads the newest entries of their chains, without those of all other sites in between. */
export class AuditByChain1764060000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX audit_entry_chain_at ON audit_entry (chain, at, seq)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_entry_chain_at');
  }
}
