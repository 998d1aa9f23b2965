import {
  Building2,
  ClipboardCheck,
  ClipboardList,
  FileInput,
  FileText,
  HeartPulse,
  Hourglass,
  House,
  Inbox,
  type LucideIcon,
  Mail,
  ScanLine,
  ScrollText,
  SearchX,
  Settings,
  Stethoscope,
  Users,
  UsersRound,
  Workflow,
} from 'lucide-react';
import type { MeView } from '#contracts/identity';
import { texts } from '#web/texts';

export interface Place {
  to: string;
  label: string;
  icon: LucideIcon;
  /** the action of the policy table that it needs; absent: everybody's */
  needs?: string;
}

const { shell } = texts;
export const places: { main: Place[]; administration: Place[] } = {
  main: [
    { to: '/', label: shell.home, icon: House },
    { to: '/work', label: shell.work, icon: ClipboardCheck, needs: 'task.complete' },
    { to: '/scan', label: shell.scan, icon: ScanLine, needs: 'task.complete' },
    { to: '/campaigns', label: shell.campaigns, icon: ClipboardList },
    { to: '/notices', label: shell.notices, icon: FileText },
    { to: '/harms', label: shell.harms, icon: HeartPulse, needs: 'harm.read' },
    { to: '/devices', label: shell.fleet, icon: Stethoscope },
    { to: '/not-located', label: shell.notLocated, icon: SearchX },
    { to: '/waits', label: shell.waits, icon: Hourglass },
    { to: '/imports', label: shell.imports, icon: FileInput, needs: 'device.import' },
    { to: '/outbox', label: shell.outbox, icon: Inbox, needs: 'task.complete' },
    { to: '/mailbox', label: shell.mailbox, icon: Mail, needs: 'mailbox.read' },
  ],
  administration: [
    { to: '/people', label: shell.people, icon: Users, needs: 'user.read' },
    { to: '/sites', label: shell.sites, icon: Building2, needs: 'site.read' },
    { to: '/teams', label: shell.teams, icon: UsersRound, needs: 'site.read' },
    { to: '/plans', label: shell.plans, icon: Workflow, needs: 'plan.read' },
    { to: '/audit', label: shell.audit, icon: ScrollText, needs: 'audit.read' },
    { to: '/settings', label: shell.settings, icon: Settings },
  ],
};

export const allowed = (list: Place[], me: MeView): Place[] =>
  list.filter(({ needs }) => needs === undefined || me.actions.includes(needs));

/** Four of them under the thumb of a phone; the rest behind "More". A technician begins with the work. */
export function thumbPlaces(me: MeView): Place[] {
  const first =
    me.role === 'technician'
      ? ['/work', '/scan', '/devices', '/campaigns']
      : ['/', '/work', '/scan', '/campaigns', '/devices'];
  const all = allowed(places.main, me);
  return first.flatMap((to) => all.filter((place) => place.to === to)).slice(0, 4);
}
