import { Controller, type MessageEvent, Param, Sse } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  defer,
  distinctUntilChanged,
  exhaustMap,
  finalize,
  map,
  type Observable,
  shareReplay,
  takeUntil,
  timer,
} from 'rxjs';
import { Id } from '#contracts/common';
import type { Caller } from '#domain/audit';
import { CampaignProgressService, CampaignsService } from '#domain/campaigns';
import { siteFilter } from '#domain/identity';
import { Allow, CurrentCaller } from '../http/index.js';

const LOOK_EVERY_MS = 1000;
/** A stream ends after this time; the browser's EventSource comes back by itself, and its rights are checked anew. */
const STREAM_MS = 60_000;

/**
 * Reading a rollup once a second costs less than announcing every completion (LISTEN/NOTIFY halves the rate of
 * completions).
 */
@ApiTags('campaigns')
@Controller('campaigns')
export class CampaignEventsController {
  /** one reader for all who listen to the same with the same sites */
  private readonly readers = new Map<string, Observable<string>>();

  constructor(
    private readonly campaigns: CampaignsService,
    private readonly progress: CampaignProgressService,
  ) {}

  /** The counts of every campaign that runs, now and whenever one has changed. */
  @Sse('events')
  @Allow('campaign.read')
  @ApiOkResponse({
    description:
      'text/event-stream of "overview" events: {"items": [{"id", "version", "status", "tasks": {"total", "open", "closed", "late"}, "percentClosed"}]} of every opening and open campaign. Fetch campaigns/overview anew when one comes.',
  })
  overview(@CurrentCaller() caller: Caller): Observable<MessageEvent> {
    return this.shared('overview', caller, () => this.progress.overviewCounts({ sites: caller.sites })).pipe(
      map((data) => ({ type: 'overview', data })),
      takeUntil(timer(STREAM_MS)),
    );
  }

  /** The progress of a campaign, now and whenever it has changed. */
  @Sse(':id/events')
  @Allow('campaign.read')
  @ApiOkResponse({
    description:
      'text/event-stream of "progress" events, each with the body of GET campaigns/:id/progress. Its "revision" tells whether campaigns/:id/matrix is another one.',
  })
  async events(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<Observable<MessageEvent>> {
    await this.campaigns.read(caller, id);
    return this.shared(id, caller, () => this.progress.progress(caller, id)).pipe(
      map((data) => ({ type: 'progress', data })),
      takeUntil(timer(STREAM_MS)),
    );
  }

  /** @param what with the caller's sites it says what is read: nothing else of the caller may matter to `read` */
  private shared(what: string, caller: Caller, read: () => Promise<unknown>): Observable<string> {
    const sites = siteFilter(caller);
    const key = `${what} ${sites === null ? 'all' : sites.toSorted().join(' ')}`;
    const shared =
      this.readers.get(key) ??
      changesOf(read).pipe(
        finalize(() => this.readers.delete(key)),
        shareReplay({ bufferSize: 1, refCount: true }),
      );
    this.readers.set(key, shared);
    return shared;
  }
}

/** What `read` gives, as JSON, now and whenever it is another; a reading that takes longer than a second is waited for. */
const changesOf = (read: () => Promise<unknown>): Observable<string> =>
  timer(0, LOOK_EVERY_MS).pipe(
    exhaustMap(() => defer(read)),
    map((value) => JSON.stringify(value)),
    distinctUntilChanged(),
  );
