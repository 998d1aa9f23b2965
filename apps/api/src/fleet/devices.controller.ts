import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Id, type Page } from '#contracts/common';
import {
  CreateDevice,
  DeviceDetail,
  DeviceListQuery,
  DevicePage,
  type DeviceView,
  PatchDevice,
} from '#contracts/fleet';
import { importColumns, ImportQuery, ImportStarted } from '#contracts/imports';
import { Scan, ScanAnswer } from '#contracts/scan';
import { ImportColumnsView } from '#contracts/import-mapping';
import type { Caller } from '#domain/audit';
import { DevicesService, ImportsService, ScanService } from '#domain/fleet';
import { Allow, CurrentCaller } from '../http/index.js';
import { mappingOf } from './import-mapping.js';
import { uploadedCsv } from './uploaded-csv.js';

const IMPORT = `The file is stored and read by a job: follow \`GET imports/{id}\`, where each refused row is shown with line, column,
value and reason. Line 1 names the columns, in any order and capitals, separated by commas, semicolons or tabs; UTF-8 or
Windows-1252; 1 GiB at most.

Columns: ${importColumns.map((column) => `\`${column}\``).join(', ')}. Needed are \`site\`, and \`asset_tag\` or \`serial_number\`.
Other usual names are understood as well ("S/N", "Department", "GTIN"); a column that is not understood is passed over
with a warning. Days are YYYY-MM-DD, D.M.YYYY, or with slashes where only one order is possible. A blank cell changes
nothing of a device that is there. With \`mapping\` the file's own names are taken as it says, and nothing else is.`;

@ApiTags('devices')
@Controller('devices')
export class DevicesController {
  constructor(
    private readonly devices: DevicesService,
    private readonly imports: ImportsService,
  ) {}

  @Get()
  @Allow('device.read')
  @ApiOkResponse({ standardSchema: DevicePage })
  list(
    @Query({ schema: DeviceListQuery }) query: DeviceListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<DeviceView>> {
    return this.devices.list(caller, query);
  }

  @Post()
  @Allow('device.write')
  @ApiCreatedResponse({ standardSchema: DeviceDetail })
  create(
    @Body({ schema: CreateDevice }) body: CreateDevice,
    @CurrentCaller() caller: Caller,
  ): Promise<DeviceDetail> {
    return this.devices.create(caller, body);
  }

  /** The file as the body (text/csv) or as the field "file" of a form; it is read by a job. */
  @Post('import')
  @HttpCode(202)
  @Allow('device.import')
  @ApiOperation({ summary: 'Imports devices from a CSV file', description: IMPORT })
  @ApiConsumes('text/csv', 'multipart/form-data')
  @ApiBody({
    description: 'The CSV file: as the body itself (text/csv), or as the field "file" of a form.',
    schema: {
      oneOf: [
        {
          type: 'string',
          title: 'text/csv',
          example: 'asset_tag,serial_number,product_code,site,location\nA-1,2000001,3570009,North,Ward 1\n',
        },
        {
          type: 'object',
          title: 'multipart/form-data',
          required: ['file'],
          properties: { file: { type: 'string', format: 'binary' } },
        },
      ],
    },
  })
  @ApiAcceptedResponse({ standardSchema: ImportStarted })
  async import(
    @Query({ schema: ImportQuery }) query: ImportQuery,
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<ImportStarted> {
    const dryRun = query.dryRun === 'true' || query.dryRun === '1';
    const mapping = mappingOf(query.mapping);
    return this.imports.start(caller, await uploadedCsv(request), dryRun, mapping, query.mends);
  }

  /**
   * How the beginning of a CSV file would be read: its columns, which of them would be taken for which of ours, and the
   * first rows. Send the first 64 kB at most, as for an import; nothing is kept.
   */
  @Post('import/columns')
  @HttpCode(200)
  @Allow('device.import')
  @ApiConsumes('text/csv', 'multipart/form-data')
  @ApiBody({
    description: 'The first lines, as for an import.',
    schema: { type: 'string', maxLength: 65_536 },
  })
  @ApiOkResponse({ standardSchema: ImportColumnsView })
  async importColumns(
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<ImportColumnsView> {
    return this.imports.columns(caller, await uploadedCsv(request));
  }

  @Get(':id')
  @Allow('device.read')
  @ApiOkResponse({ standardSchema: DeviceDetail })
  read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<DeviceDetail> {
    return this.devices.read(caller, id);
  }

  @Patch(':id')
  @Allow('device.write')
  @ApiOkResponse({ standardSchema: DeviceDetail })
  patch(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PatchDevice }) body: PatchDevice,
    @CurrentCaller() caller: Caller,
  ): Promise<DeviceDetail> {
    return this.devices.patch(caller, id, body);
  }
}

@ApiTags('devices')
@Controller('scan')
export class ScanController {
  constructor(private readonly scans: ScanService) {}

  @Post()
  @HttpCode(200)
  @Allow('device.read')
  @ApiOkResponse({ standardSchema: ScanAnswer })
  scan(@Body({ schema: Scan }) body: Scan, @CurrentCaller() caller: Caller): Promise<ScanAnswer> {
    return this.scans.scan(caller, body);
  }
}
