import { useMemo, useState } from 'react';
import type { TaskView } from '#contracts/tasks';

/** The API takes so many tasks in one request. */
export const MOST = 1000;

export interface Selection {
  size: number;
  tasks: readonly TaskView[];
  /** how many of the loaded rows can be chosen */
  selectable: number;
  /** how many of the loaded rows are open or wait */
  open: number;
  /** there are more of those than one request takes */
  capped: boolean;
  /** as many are chosen as one request takes */
  full: boolean;
  has: (id: string) => boolean;
  can: (task: TaskView) => boolean;
  toggle: (id: string) => void;
  all: () => void;
  none: () => void;
  /** of what is chosen, only these */
  keep: (ids: readonly string[]) => void;
}

const can = ({ status }: TaskView): boolean => status === 'open' || status === 'waiting';

/** Which rows of a list are chosen. Another filter begins anew, for what is not in sight must not be changed unseen. */
export function useSelection(rows: readonly TaskView[], filter: string): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [chosenIn, setChosenIn] = useState(filter);
  if (chosenIn !== filter) {
    setChosenIn(filter);
    setChosen(new Set());
  }
  return useMemo(() => {
    const possible = rows.filter(can);
    const tasks = possible.filter(({ id }) => chosen.has(id));
    return {
      size: tasks.length,
      tasks,
      selectable: Math.min(possible.length, MOST),
      open: possible.length,
      capped: possible.length > MOST,
      full: tasks.length >= MOST,
      has: (id) => chosen.has(id),
      can,
      toggle: (id) =>
        setChosen((old) => {
          const next = new Set(old);
          if (!next.delete(id) && next.size < MOST) next.add(id);
          return next;
        }),
      all: () => setChosen(new Set(possible.slice(0, MOST).map(({ id }) => id))),
      none: () => setChosen(new Set()),
      keep: (ids) => setChosen(new Set(ids)),
    };
  }, [rows, chosen]);
}
