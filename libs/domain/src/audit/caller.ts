export const roles = ['risk-manager', 'site-lead', 'technician', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** The sites a caller may see and touch: all of them, or these ids. */
export type SiteScope = 'all' | readonly string[];

/** Who asks, and under which request: handed down from the route or the job to every service. */
export interface Caller {
  /** null: Closeout itself, in a job */
  userId: string | null;
  name: string;
  role: Role | 'system';
  sites: SiteScope;
  requestId?: string;
  /** of the Idempotency-Key header, with the hash of method, path and body that came with it */
  idempotency?: { key: string; requestHash: string } | undefined;
}

export const SYSTEM: Caller = { userId: null, name: 'Closeout', role: 'system', sites: 'all' };
