import type { Verdict } from '#contracts/notices';
import type { StepName } from './step-nav';

/** The address of the assistant: where in it, and which rows of the preview's table. As routes/campaigns.routes.ts reads it. */
export interface SetupSearch {
  step?: StepName;
  verdict?: Verdict | 'all';
  site?: string;
  /** a row of the notice */
  product?: string;
  /** a fact that the record lacks, or that cannot be compared */
  missing?: string;
  doubtful?: string;
  q?: string;
}
