import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Id } from '#contracts/common';
import type { Caller } from '#domain/audit';
import { EvidenceService } from '#domain/closeout';
import { Allow, CurrentCaller } from '../http/index.js';

/** <campaign>.pdf: the router takes a whole segment as a parameter. */
const PdfName = z.string().regex(/^[1-9]\d{0,18}\.pdf$/, 'is no <campaign>.pdf');

/** What is handed to a surveyor. */
@ApiTags('close-out')
@Controller('reports/campaigns')
export class ReportsController {
  constructor(private readonly evidence: EvidenceService) {}

  @Get(':file')
  @Allow('evidence.read')
  @ApiProduces('application/pdf')
  @ApiOkResponse({ description: 'the report' })
  async report(
    @Param('file', { schema: PdfName }) file: string,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    const id = file.slice(0, -'.pdf'.length);
    return new StreamableFile(await this.evidence.report(caller, id), {
      type: 'application/pdf',
      disposition: `inline; filename="recall-response-${id}.pdf"`,
    });
  }

  @Get(':id/evidence.zip')
  @Allow('evidence.read')
  @ApiProduces('application/zip')
  @ApiOkResponse({ description: 'the evidence pack' })
  async pack(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.evidence.pack(caller, id), {
      type: 'application/zip',
      disposition: `attachment; filename="recall-response-${id}.zip"`,
    });
  }
}
