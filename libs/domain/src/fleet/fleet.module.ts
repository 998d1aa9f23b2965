import { Module } from '@nestjs/common';
import { CoverageService } from './coverage.service.js';
import { DevicesService } from './devices.service.js';
import { ImportRunner } from './import/import-runner.js';
import { ImportsService } from './import/imports.service.js';
import { HoldersService } from './holders.service.js';
import { LocationsService } from './locations.service.js';
import { ScanService } from './scan.service.js';
import { SearchesService } from './search/searches.service.js';
import { SiteRemovalService } from './site-removal.service.js';
import { SitesService } from './sites.service.js';
import { TeamsService } from './teams.service.js';

const services = [
  SitesService,
  SiteRemovalService,
  LocationsService,
  TeamsService,
  CoverageService,
  DevicesService,
  ScanService,
  SearchesService,
  HoldersService,
  ImportsService,
  ImportRunner,
];

/** The fleet: places, who looks after them, devices, and how devices come in. */
@Module({ providers: services, exports: services })
export class FleetModule {}
