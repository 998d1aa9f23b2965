import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Id, type Page } from '#contracts/common';
import {
  CoverageListQuery,
  CoveragePage,
  CoverageView,
  CreateLocation,
  CreateSite,
  CreateTeam,
  LocationListQuery,
  LocationPage,
  LocationView,
  PatchLocation,
  PatchSite,
  PatchTeam,
  PlaceListQuery,
  SetCoverage,
  SitePage,
  SiteView,
  TeamPage,
  TeamView,
} from '#contracts/fleet';
import type { Caller } from '#domain/audit';
import {
  CoverageService,
  LocationsService,
  SiteRemovalService,
  SitesService,
  TeamsService,
} from '#domain/fleet';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('sites')
@Controller('sites')
export class SitesController {
  constructor(
    private readonly sites: SitesService,
    private readonly removal: SiteRemovalService,
  ) {}

  @Get()
  @Allow('site.read')
  @ApiOkResponse({ standardSchema: SitePage })
  list(
    @Query({ schema: PlaceListQuery }) query: PlaceListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<SiteView>> {
    return this.sites.list(caller, query);
  }

  @Get(':id')
  @Allow('site.read')
  @ApiOkResponse({ standardSchema: SiteView })
  read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<SiteView> {
    return this.sites.read(caller, id);
  }

  @Post()
  @Allow('site.manage')
  @ApiCreatedResponse({ standardSchema: SiteView })
  create(@Body({ schema: CreateSite }) body: CreateSite, @CurrentCaller() caller: Caller): Promise<SiteView> {
    return this.sites.create(caller, body);
  }

  @Patch(':id')
  @Allow('site.manage')
  @ApiOkResponse({ standardSchema: SiteView })
  patch(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PatchSite }) body: PatchSite,
    @CurrentCaller() caller: Caller,
  ): Promise<SiteView> {
    return this.sites.patch(caller, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('site.manage')
  @ApiNoContentResponse()
  remove(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.removal.remove(caller, id);
  }
}

@ApiTags('locations')
@Controller('locations')
export class LocationsController {
  constructor(private readonly locations: LocationsService) {}

  @Get()
  @Allow('site.read')
  @ApiOkResponse({ standardSchema: LocationPage })
  list(
    @Query({ schema: LocationListQuery }) query: LocationListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<LocationView>> {
    return this.locations.list(caller, query);
  }

  @Get(':id')
  @Allow('site.read')
  @ApiOkResponse({ standardSchema: LocationView })
  read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<LocationView> {
    return this.locations.read(caller, id);
  }

  @Post()
  @Allow('coverage.manage')
  @ApiCreatedResponse({ standardSchema: LocationView })
  create(
    @Body({ schema: CreateLocation }) body: CreateLocation,
    @CurrentCaller() caller: Caller,
  ): Promise<LocationView> {
    return this.locations.create(caller, body);
  }

  @Patch(':id')
  @Allow('coverage.manage')
  @ApiOkResponse({ standardSchema: LocationView })
  patch(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PatchLocation }) body: PatchLocation,
    @CurrentCaller() caller: Caller,
  ): Promise<LocationView> {
    return this.locations.patch(caller, id, body);
  }
}

@ApiTags('teams')
@Controller('teams')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  @Get()
  @Allow('site.read')
  @ApiOkResponse({ standardSchema: TeamPage })
  list(
    @Query({ schema: PlaceListQuery }) query: PlaceListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<TeamView>> {
    return this.teams.list(caller, query);
  }

  @Get(':id')
  @Allow('site.read')
  @ApiOkResponse({ standardSchema: TeamView })
  read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<TeamView> {
    return this.teams.read(caller, id);
  }

  @Post()
  @Allow('coverage.manage')
  @ApiCreatedResponse({ standardSchema: TeamView })
  create(@Body({ schema: CreateTeam }) body: CreateTeam, @CurrentCaller() caller: Caller): Promise<TeamView> {
    return this.teams.create(caller, body);
  }

  @Patch(':id')
  @Allow('coverage.manage')
  @ApiOkResponse({ standardSchema: TeamView })
  patch(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PatchTeam }) body: PatchTeam,
    @CurrentCaller() caller: Caller,
  ): Promise<TeamView> {
    return this.teams.patch(caller, id, body);
  }
}

@ApiTags('coverage')
@Controller('coverage')
export class CoverageController {
  constructor(private readonly coverage: CoverageService) {}

  @Get()
  @Allow('site.read')
  @ApiOkResponse({ standardSchema: CoveragePage })
  list(
    @Query({ schema: CoverageListQuery }) query: CoverageListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<CoverageView>> {
    return this.coverage.list(caller, query);
  }

  @Put()
  @Allow('coverage.manage')
  @ApiOkResponse({ standardSchema: CoverageView })
  replace(
    @Body({ schema: SetCoverage }) body: SetCoverage,
    @CurrentCaller() caller: Caller,
  ): Promise<CoverageView> {
    return this.coverage.set(caller, body);
  }

  /** The same as PUT: a place has one entry, and the newest counts. */
  @Post()
  @Allow('coverage.manage')
  @ApiCreatedResponse({ standardSchema: CoverageView })
  set(
    @Body({ schema: SetCoverage }) body: SetCoverage,
    @CurrentCaller() caller: Caller,
  ): Promise<CoverageView> {
    return this.coverage.set(caller, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('coverage.manage')
  @ApiNoContentResponse()
  remove(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.coverage.remove(caller, id);
  }
}
