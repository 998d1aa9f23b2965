import type { CampaignDevice } from '#contracts/matching';

export const pumpName = ({ assetTag, serialNumber, id }: CampaignDevice): string =>
  assetTag ?? serialNumber ?? id;
