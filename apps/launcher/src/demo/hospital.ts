import { setTimeout as pause } from 'node:timers/promises';

/** The sample people all have this password; it exists in sample data alone. */
export const SAMPLE_PASSWORD = 'closeout-sample';

export interface Person {
  id: string;
  name: string;
  email: string;
  role: string;
  homeSiteId: string | null;
  active: boolean;
  canSignIn: boolean;
}

/** Somebody who is signed in: asks the running Closeout over HTTP, as a browser would. */
export class Visitor {
  private constructor(
    readonly baseUrl: string,
    private readonly cookie: string,
  ) {}

  static async signIn(baseUrl: string, email: string): Promise<Visitor> {
    const answer = await fetch(`${baseUrl}/api/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: SAMPLE_PASSWORD }),
    });
    if (!answer.ok) {
      throw new DemoError(
        `${email} cannot sign in at ${baseUrl} (${answer.status}). The demo plays with the sample hospital: start with an empty data folder, or stop that program and let the demo start its own.`,
      );
    }
    return new Visitor(
      baseUrl,
      answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; '),
    );
  }

  get<T>(path: string): Promise<T> {
    return this.ask<T>('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.ask<T>('POST', path, body);
  }

  /** A file, as it comes. */
  async download(path: string): Promise<Buffer> {
    const answer = await fetch(`${this.baseUrl}/api/v1/${path}`, { headers: { cookie: this.cookie } });
    if (!answer.ok) throw new DemoError(`GET ${path} answers ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Every item of a list, page by page. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
      const next: { items: T[]; nextCursor: string | null } = await this.get(
        cursor === null
          ? path
          : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`,
      );
      items.push(...next.items);
      cursor = next.nextCursor;
    }
    return items;
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.baseUrl}/api/v1/${path}`, {
      method,
      headers: { cookie: this.cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return (await answer.json()) as T;
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new DemoError(`${method} ${path} answers ${answer.status}: ${problem.detail ?? 'no reason given'}`);
  }
}

export class DemoError extends Error {}

/** Looks every tenth of a second until `look` gives something. @throws DemoError after two minutes */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + 120_000;
  while (performance.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(100);
  }
  throw new DemoError(`Waited two minutes for ${what}, in vain.`);
}

/** The hospital's clock, moved by the risk manager, and the mail that is owed at the new time. */
export class Days {
  constructor(private readonly manager: Visitor) {}

  async now(): Promise<Date> {
    return new Date((await this.manager.get<{ now: string }>('clock')).now);
  }

  /** Moves the clock and waits until everything owed by then has been sent. */
  async moveTo(moment: Date): Promise<void> {
    await this.manager.post('clock', { advanceTo: moment.toISOString() });
    await this.sent();
  }

  /** Has a sweep made at this moment of the clock, and waits for the last of its messages. */
  async mailIsOut(): Promise<void> {
    await this.moveTo(await this.now());
  }

  private async sent(): Promise<void> {
    const from = await this.now();
    await until('the reminders to be sent', async () => {
      const sweep = await this.manager.get<{ sweptAt: string | null; unsent: number }>('reminders/sweep');
      const swept = sweep.sweptAt !== null && new Date(sweep.sweptAt) >= from;
      return swept && sweep.unsent === 0 ? true : undefined;
    });
  }
}
