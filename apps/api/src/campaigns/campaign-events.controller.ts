import { Controller, type MessageEvent, Param, Sse } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { distinctUntilChanged, from, map, type Observable, switchMap, takeUntil, timer } from 'rxjs';
import { Id } from '#contracts/common';
import type { Caller } from '#domain/audit';
import { CampaignsService } from '#domain/campaigns';
import { Allow, CurrentCaller } from '../http/index.js';

const LOOK_EVERY_MS = 1000;
/** A stream ends after this time; the browser's EventSource comes back by itself, and its rights are checked anew. */
const STREAM_MS = 60_000;

@ApiTags('campaigns')
@Controller('campaigns')
export class CampaignEventsController {
  constructor(private readonly campaigns: CampaignsService) {}

  /**
   * The progress of a campaign now and whenever it has changed, as server-sent events named "progress". Reading the
   * rollup once a second costs less than announcing every completion (LISTEN/NOTIFY halves the rate of completions).
   */
  @Sse(':id/events')
  @Allow('campaign.read')
  @ApiOkResponse({
    description: 'text/event-stream of "progress" events, each with the body of GET campaigns/:id/progress',
  })
  async events(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<Observable<MessageEvent>> {
    await this.campaigns.read(caller, id);
    return timer(0, LOOK_EVERY_MS).pipe(
      switchMap(() => from(this.campaigns.progress(caller, id))),
      map((progress) => JSON.stringify(progress)),
      distinctUntilChanged(),
      map((data) => ({ type: 'progress', data })),
      takeUntil(timer(STREAM_MS)),
    );
  }
}
