import { pumps as texts } from '../../texts/en/campaigns';

export const recordName = (status: string): string =>
  texts.records[status as keyof typeof texts.records] ?? status;
