import { Injectable } from '@nestjs/common';
import { type CampaignGate, type GateItem, gateKeys } from '#contracts/closeout';
import type { Sql } from '#platform/database';

/** What a gate is asked about. */
export interface GateQuestion {
  campaignId: string;
  ownerId: string;
  /** null: every site; else only the rows of these are counted and named */
  sites: readonly string[] | null;
  now: Date;
  /** how many of the open rows are named */
  limit: number;
}

export interface GateAnswer {
  /** how many rows keep it open; 0: the gate is met */
  open: number;
  /** as a plain state: what is still open and whose, or why the gate is met */
  detail: string;
  /** a signature is made over these: the same facts give the same figures */
  figures: Record<string, number | string>;
  items: GateItem[];
}

/** One thing that has to be so before a campaign is closed. */
export interface Gate {
  key: string;
  /** what is looked at, as a plain noun: `detail` says how it stands, and the two are read in one breath */
  title: string;
  look(sql: Sql, question: GateQuestion): Promise<GateAnswer>;
}

/** Where a gate with this key stands in the list; one that the contract does not name comes last. */
const ORDER: readonly string[] = gateKeys;
const placeOf = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);

/**
 * The gates of a close-out. Each room gives its own when the program starts (`onModuleInit`): the campaigns' and tasks'
 * here, those of the rooms above by themselves. A gate given for a key that is there already takes its place, so that
 * the room that knows more answers.
 */
@Injectable()
export class GateRegistry {
  private readonly gates = new Map<string, Gate>();

  register(...gates: Gate[]): void {
    for (const gate of gates) this.gates.set(gate.key, gate);
  }

  /**
   * Every gate as it stands. `met` is about all sites; what is counted and named is cut to the sites asked for, so that
   * a reader of one site learns that others are not done, and nothing of them.
   */
  async look(sql: Sql, question: GateQuestion): Promise<CampaignGate[]> {
    const answers: CampaignGate[] = [];
    for (const gate of [...this.gates.values()].toSorted((a, b) => placeOf(a.key) - placeOf(b.key))) {
      const whole = await gate.look(sql, { ...question, sites: null });
      const seen = question.sites === null ? whole : await gate.look(sql, question);
      const elsewhere = whole.open > 0 && seen.open === 0;
      answers.push({
        key: gate.key,
        title: gate.title,
        met: whole.open === 0,
        ...seen,
        ...(elsewhere ? { detail: 'Open at sites that you have not been given.' } : {}),
      });
    }
    return answers;
  }
}
