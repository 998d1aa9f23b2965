import { Dexie, type EntityTable } from 'dexie';
import type { DeviceView } from '#contracts/fleet';
import type { TaskView } from '#contracts/tasks';
import type { OutboxItem } from './outbox';

/** n: the order in which the items were added. */
export type StoredItem = OutboxItem & { n: number };

export interface KeptWork {
  personId: string;
  /** when the server said so (ms since 1970) */
  asOf: number;
  tasks: TaskView[];
  devices: DeviceView[];
}

/** What this device keeps. Pictures lie apart, so that the list of items stays light. */
class OfflineDatabase extends Dexie {
  declare items: EntityTable<StoredItem, 'n'>;
  declare photos: EntityTable<{ localId: string; content: Blob }, 'localId'>;
  declare work: EntityTable<KeptWork, 'personId'>;

  constructor() {
    super('closeout');
    this.version(1).stores({ items: '++n, &id, personId, state', photos: 'localId', work: 'personId' });
  }
}

export const database = new OfflineDatabase();
