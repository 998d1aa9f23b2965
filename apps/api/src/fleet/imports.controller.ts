import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { Id, type Page, pageQuery } from '#contracts/common';
import { type ImportFinding, ImportPage, type ImportSummary, ImportView } from '#contracts/imports';
import {
  ImportFindingPage,
  ImportFindingsQuery,
  RefusedRowPage,
  RefusedRowsQuery,
} from '#contracts/import-mapping';
import type { Caller } from '#domain/audit';
import { ImportsService } from '#domain/fleet';
import { Allow, CurrentCaller } from '../http/index.js';

const ImportListQuery = z.object(pageQuery);
type ImportListQuery = z.infer<typeof ImportListQuery>;

@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(private readonly imports: ImportsService) {}

  @Get()
  @Allow('device.import')
  @ApiOkResponse({ standardSchema: ImportPage })
  list(
    @Query({ schema: ImportListQuery }) query: ImportListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<ImportSummary>> {
    return this.imports.list(caller, query);
  }

  @Get(':id')
  @Allow('device.import')
  @ApiOkResponse({ standardSchema: ImportView })
  read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<ImportView> {
    return this.imports.read(caller, id);
  }

  /**
   * The rows that did not land, with their own values and what was found in each, in the order of the file: to be mended
   * in a table and sent again as a small CSV.
   */
  @Get(':id/refused')
  @Allow('device.import')
  @ApiOkResponse({ standardSchema: RefusedRowPage })
  refusedRows(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: RefusedRowsQuery }) query: RefusedRowsQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<RefusedRowPage> {
    return this.imports.refused(caller, id, query);
  }

  @Get(':id/warnings')
  @Allow('device.import')
  @ApiOkResponse({ standardSchema: ImportFindingPage })
  warnings(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ImportFindingsQuery }) query: ImportFindingsQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<ImportFinding>> {
    return this.imports.warnings(caller, id, query);
  }

  @Get(':id/refused.csv')
  @Allow('device.import')
  @ApiProduces('text/csv')
  async refused(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    const rows = await this.imports.refusedFile(caller, id);
    return new StreamableFile(Readable.from(rows, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="refused-${id}.csv"`,
    });
  }
}
