import type { Role } from '#domain/audit';

/** Days, both included. */
export interface Days {
  from: string;
  to: string;
}

/** Everything that decides whether somebody can go away and leave their e-mails to a stand-in. */
export interface LeaveAsked extends Days {
  personId: string;
  /** the person's local day */
  today: string;
  /** null: there is nobody of that id whom the asking person may see */
  standIn: {
    id: string;
    name: string;
    active: boolean;
    role: Role;
    sites: 'all' | readonly string[];
    leave: Days | null;
  } | null;
  /** where the person has open tasks */
  openSites: ReadonlyArray<{ id: string; name: string }>;
  /** for whom the person stands in themself */
  standsInFor: ReadonlyArray<Days & { name: string }>;
}

export interface LeaveRefusal {
  code: string;
  detail: string;
  path: 'standInId' | 'from' | 'to';
}

export const overlap = (a: Days, b: Days): boolean => a.from <= b.to && b.from <= a.to;

/**
 * Why a leave cannot be set; null: it can. A stand-in who is away, and one who goes away while standing in, are both
 * refused, so that work never passes through two hands and never round in a circle.
 */
export function leaveRefusal(asked: LeaveAsked): LeaveRefusal | null {
  const { standIn, openSites } = asked;
  const no = (path: LeaveRefusal['path'], code: string, detail: string): LeaveRefusal => ({
    code,
    detail,
    path,
  });
  if (asked.to < asked.from) return no('to', 'leave.over', 'The last day lies before the first one.');
  if (asked.to < asked.today)
    return no('to', 'leave.over', 'This leave is over already. Choose a last day that is still to come.');
  if (standIn === null || !standIn.active || standIn.role === 'auditor') {
    return no(
      'standInId',
      'leave.stand-in-unfit',
      'Choose an active person who is not an auditor to stand in.',
    );
  }
  if (standIn.id === asked.personId)
    return no('standInId', 'leave.stand-in-unfit', 'Somebody else has to stand in.');
  const { sites } = standIn;
  const unseen = sites === 'all' ? undefined : openSites.find(({ id }) => !sites.includes(id));
  if (unseen !== undefined) {
    return no(
      'standInId',
      'leave.stand-in-site',
      `${standIn.name} has not been given ${unseen.name}, where there are open tasks. Choose somebody else, or have the site given to them.`,
    );
  }
  if (standIn.leave !== null && overlap(asked, standIn.leave)) {
    return no(
      'standInId',
      'leave.stand-in-away',
      `${standIn.name} is away from ${standIn.leave.from} to ${standIn.leave.to}. Choose somebody else.`,
    );
  }
  const covered = asked.standsInFor.find((days) => overlap(asked, days));
  if (covered !== undefined) {
    return no(
      'from',
      'leave.stands-in',
      `${covered.name} is away from ${covered.from} to ${covered.to} and counts on this person. Have somebody else stand in for them first.`,
    );
  }
  return null;
}
