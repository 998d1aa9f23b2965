import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ClockView, MoveClock } from '#contracts/identity';
import { type Caller, UnitOfWork } from '#domain/audit';
import { Clock, MovableClock } from '#platform/clock';
import { ExpectedError } from '#platform/errors';
import { Allow, CurrentCaller } from '../http/index.js';

/** Whoever sends back the time that they have just been told asks for a sweep, and not for an earlier time. */
const STILL_NOW_MS = 60_000;

/** The clock of the sample and the tests; in a hospital's own installation it is the machine's and cannot be moved. */
@ApiTags('clock')
@Controller('clock')
export class ClockController {
  constructor(
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Get()
  @Allow('clock.read')
  @ApiOkResponse({ standardSchema: ClockView })
  async read(): Promise<ClockView> {
    const clock = this.movable();
    return { now: (await clock.now()).toISOString(), movable: true };
  }

  /**
   * Forward only; a sweep for reminders follows at once, also when the clock stays where it is.
   * @throws ExpectedError clock.backwards
   */
  @Post()
  @Allow('clock.move')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ClockView })
  async advance(
    @CurrentCaller() caller: Caller,
    @Body({ schema: MoveClock }) body: MoveClock,
  ): Promise<ClockView> {
    const clock = this.movable();
    return this.unitOfWork.run(caller, async (tx) => {
      if (Date.parse(body.advanceTo) < tx.now.getTime() - STILL_NOW_MS) {
        throw new ExpectedError(
          'invalid',
          'clock.backwards',
          `The clock stands at ${tx.now.toISOString()} and does not go back: what has been recorded would then lie ahead.`,
          { errors: [{ path: 'advanceTo', message: 'lies before the present' }] },
        );
      }
      const now = await clock.advanceTo(new Date(body.advanceTo), tx.sql);
      tx.audit({
        action: 'clock.move',
        subjectType: 'clock',
        subjectId: null,
        old: { now: tx.now },
        new: { now },
      });
      // what is owed at the new time is looked for now, not at the next sweep of real time
      tx.emit('reminders.sweep', {});
      return { now: now.toISOString(), movable: true };
    });
  }

  private movable(): MovableClock {
    if (this.clock instanceof MovableClock) return this.clock;
    throw new ExpectedError(
      'not-found',
      'clock.not-movable',
      'The clock can be moved only with CLOSEOUT_CLOCK=movable.',
    );
  }
}
