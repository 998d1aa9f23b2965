import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CampaignProgress, CampaignView } from '#contracts/campaigns';
import { useOutcomes } from '#web/features/plans';
import { useMay } from '#web/session';
import { FilterBar, SearchField, usedOf } from '#web/ui';
import { tasks as texts } from '../../texts/en/campaign-work';
import { pumps as pumpTexts } from '../../texts/en/campaigns';
import { campaignPeople } from './campaigns.queries';
import { Choice } from './filter-fields';
import type { CampaignSearch } from './search';
import { useFilters } from './use-filters';

/** What the list of tasks is cut down to, kept in the address. */
export function TaskFilters({
  campaign,
  progress,
}: {
  campaign: CampaignView;
  progress: CampaignProgress | undefined;
}) {
  const { filters, change } = useFilters<CampaignSearch>();
  const may = useMay();
  const people = useQuery({ ...campaignPeople(campaign.id), enabled: may('reminder.read') });
  const persons = (people.data?.items ?? []).map(({ person }) => [person.id, person.name] as const);
  // somebody further down the list, whom a link named
  const named = filters.assignee;
  const unlisted = named !== undefined && !persons.some(([id]) => id === named);
  const outcomesOf = useOutcomes(campaign, texts.exits);
  return (
    <FilterBar
      label={texts.label}
      used={usedOf(
        filters.site,
        filters.step,
        filters.status,
        filters.outcome,
        filters.assignee,
        filters.due,
      )}
      search={
        <SearchField label={pumpTexts.search} value={filters.q ?? ''} onChange={(q) => change({ q })} />
      }
    >
      <Choice
        label={texts.site}
        any={pumpTexts.anySite}
        options={(progress?.bySite ?? []).map(({ siteId, site }) => [siteId, site] as const)}
        value={filters.site}
        onChange={(site) => change({ site })}
      />
      <Choice
        label={texts.step}
        any={texts.anyStep}
        options={(progress?.byStep ?? []).map(({ stepKey, title }) => [stepKey, title] as const)}
        value={filters.step}
        onChange={(step) => change({ step })}
      />
      <Choice
        label={texts.status}
        any={texts.anyStatus}
        options={texts.filterStatuses}
        value={filters.status}
        onChange={(status) => change({ status })}
      />
      <Choice
        label={texts.outcome}
        any={texts.anyOutcome}
        options={outcomesOf(filters.step, filters.outcome)}
        value={filters.outcome}
        onChange={(outcome) => change({ outcome })}
      />
      {may('reminder.read') && (
        <Choice
          label={texts.assignee}
          any={texts.anybody}
          options={unlisted ? [...persons, [named, texts.person(named)] as const] : persons}
          value={filters.assignee}
          onChange={(assignee) => change({ assignee })}
        />
      )}
      <Checkbox
        label={texts.lateOnly}
        checked={filters.due === 'late'}
        onChange={(event) => change({ due: event.currentTarget.checked ? 'late' : null })}
        pb={8}
      />
    </FilterBar>
  );
}
