import type { Unreachable } from '../who-gets-it.js';
import type { ReminderKind } from '#contracts/reminders';
import type { SearchCircleKey } from '#contracts/searches';

/** What a message says, before it is put into words. Days are YYYY-MM-DD, local to the reader. */
export interface MessageFacts {
  kind: Exclude<ReminderKind, 'invite' | 'password-reset'>;
  reader: string;
  /** the reader's local day */
  today: string;
  publicUrl: string;
  campaigns: CampaignFacts[];
  /** the tasks that are written out, most overdue first */
  tasks: TaskFacts[];
  /** open work of each person on leave for whom the reader stands in; `until` is the last day of the leave */
  standIns: StandInFacts[];
  /** of an assignment or manual reminder: whose work all of it is, where that is somebody on leave */
  onBehalfOf: { name: string; until: string } | null;
  /** late work of others that has come up the ladder to the reader */
  raised: RaisedFacts;
  /** of scope-changed, waiting-for-firm, pump-found and those of the independent check: what there is to say, line by line */
  changed?: {
    campaignId: string | null;
    title: string;
    heading: string;
    lines: string[];
    /** the tasks that are new or changed, which `tasks` does not repeat */
    tasks: TaskFacts[];
  };
  /** the pumps that the reader looks for; absent: none */
  looking?: LookingFacts;
  /** of all-tasks-closed: pumps that are not located, and that no signed decision names */
  notLocated?: number;
  /** of a manual reminder */
  request: { by: string; note: string | null } | null;
}

export interface LookingFacts {
  /** pumps in all */
  count: number;
  /** the campaigns that ask for them */
  campaigns: Array<{ title: string; recallClass: 'I' | 'II' | 'III' | null }>;
  /** the pumps that are written out, by site and location */
  pumps: LookedFor[];
}

export interface LookedFor {
  device: { id: string; assetTag: string | null; serialNumber: string | null; model: string | null };
  site: string;
  location: string | null;
  /** the widest circle that is the reader's, and its last day */
  circle: SearchCircleKey;
  dueOn: string;
  /** the widest circle of all, where others look by now */
  widest: SearchCircleKey;
  /** of all-sites: the reader's own */
  at: Array<{ id: string; name: string }>;
  /** of holder: who had it last */
  holder: string | null;
  campaigns: string[];
}

export interface StandInFacts {
  name: string;
  until: string;
  campaigns: CampaignFacts[];
  tasks: TaskFacts[];
}

/** One campaign with the reader's own open tasks in it. */
export interface CampaignFacts {
  id: string;
  title: string;
  recallClass: 'I' | 'II' | 'III' | null;
  /** why there is something to do, as the notice says it; may be empty */
  reason: string;
  /** who answers for it */
  owner: string;
  open: number;
  late: number;
  /** the earliest due day; null: nothing of the reader's own is open */
  firstDue: string | null;
  /** of all-tasks-closed: how many tasks were closed in all */
  closed: number;
}

export interface TaskFacts {
  id: string;
  campaignId: string;
  campaignTitle: string;
  recallClass: 'I' | 'II' | 'III' | null;
  /** what to do */
  step: string;
  dueOn: string;
  site: string | null;
  location: string | null;
  device: { id: string; assetTag: string | null; serialNumber: string | null; model: string | null } | null;
  assignee: string;
}

export interface RaisedFacts {
  /** tasks in all */
  count: number;
  late: number;
  /** who they are with: those who get no mail first, then those with most late */
  people: Array<{ name: string; count: number; late: number; unreachable: Unreachable | null }>;
  /** how many people besides */
  morePeople: number;
  /** the tasks that are written out, most overdue first */
  tasks: TaskFacts[];
}

export const NOTHING_RAISED: RaisedFacts = { count: 0, late: 0, people: [], morePeople: 0, tasks: [] };
