import { describe, expect, it } from '@jest/globals';
import { CampaignDevicesQuery, CampaignListQuery } from '#contracts/campaigns';
import { PlaceListQuery } from '#contracts/fleet';
import { UserQuery } from '#contracts/identity';
import { TaskListQuery } from '#contracts/tasks';
import { campaignSearch, campaignsSearch } from '../features/campaigns/search';
import { tasksSearch } from '../features/tasks/tasks-search';
import { readSearch, sought, texts } from './search';

describe('the search parameters of an address', () => {
  it('are texts, whatever they look like', () => {
    expect(readSearch('?q=2006307&site=1&version=007&late=true&code=01%2B2+3&due=')).toEqual({
      q: '2006307',
      site: '1',
      version: '007',
      late: 'true',
      code: '01+2 3',
      due: '',
    });
    expect(readSearch('')).toEqual({});
  });

  it('are kept where a page knows them and they say something', () => {
    expect(texts('q', 'site')(readSearch('?q=7&site=&other=x'))).toEqual({ q: '7' });
  });

  it('take no more of what is looked for than the API does, wherever it is pasted', () => {
    const page = `  ${'abcde '.repeat(1000)}`;
    const asked = [
      sought(page),
      texts('q')({ q: page }).q,
      campaignsSearch({ q: page }).q,
      campaignSearch({ q: page }).q,
      tasksSearch({ q: page }).q,
    ];
    expect(new Set(asked).size).toBe(1);
    for (const query of [CampaignListQuery, CampaignDevicesQuery, TaskListQuery, UserQuery, PlaceListQuery])
      expect(query.safeParse({ q: asked[0], campaign: '1' }).success).toBe(true);
    expect([sought('   '), sought(undefined), texts('q')({ q: ' ' }).q]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
