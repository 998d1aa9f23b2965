export { CampaignLifecycleService } from './campaign-lifecycle.service.js';
export { CampaignPeopleService } from './campaign-people.service.js';
export { CampaignProgressService } from './campaign-progress.service.js';
export { CampaignsModule } from './campaigns.module.js';
export { CampaignsService } from './campaigns.service.js';
export { type ChangedDevices, MovedDevicesService } from './moved-devices.service.js';
export { OpeningService } from './opening.service.js';
export { ScopeService } from './scope.service.js';
export { VerifiedRecordsService } from './verified-records.service.js';
