import { Checkbox, Group, NativeSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { locationsQuery, SiteSelect } from '#web/features/sites';
import { LinkButton, SearchField } from '#web/ui';
import { devices as texts, statusLabels } from '../../texts/en/devices';
import type { DevicesSearch } from './device-search';

/** The search and the filters; they live in the address. `onEnter` gets what was in the search when Enter was pressed. */
export function DevicesFilters({ search, onEnter }: { search: DevicesSearch; onEnter: (q: string) => void }) {
  const navigate = useNavigate();
  const change = (more: Partial<Record<keyof DevicesSearch, unknown>>) =>
    void navigate({
      to: '/devices',
      search: (before) =>
        Object.fromEntries(
          Object.entries({ ...before, ...more }).filter(([, value]) => value !== undefined && value !== ''),
        ),
      replace: true,
    });
  const any = Object.keys(search).length > 0;
  return (
    <Group gap="xs" align="flex-end" className="no-print" role="search" aria-label={texts.title}>
      <SearchField
        label={texts.search}
        placeholder={texts.searchHint}
        value={search.q ?? ''}
        maxLength={500}
        style={{ flex: '2 1 260px' }}
        onChange={(q) => change({ q })}
        onEnter={onEnter}
      />
      <SiteSelect
        label={texts.site}
        placeholder={texts.anySite}
        value={search.site ?? null}
        onChange={(site) => change({ site: site ?? undefined, location: undefined })}
        limit={200}
        flex="1 1 160px"
      />
      {search.site !== undefined && (
        <LocationSelect
          key={search.site}
          site={search.site}
          label={texts.location}
          placeholder={texts.anyLocation}
          value={search.location ?? ''}
          onChange={(location) => change({ location })}
        />
      )}
      <NativeSelect
        label={texts.status}
        data={[
          { value: '', label: texts.anyStatus },
          ...Object.entries(statusLabels).map(([value, label]) => ({ value, label })),
        ]}
        value={search.status ?? ''}
        onChange={(event) => change({ status: event.currentTarget.value })}
        flex="1 1 130px"
      />
      <Group gap="xs" mih={36}>
        <Checkbox
          label={texts.reported}
          checked={search.reported === true}
          onChange={(event) => change({ reported: event.currentTarget.checked || undefined })}
        />
        {any && (
          <LinkButton to="/devices" search={{}} variant="subtle" replace>
            {texts.clear}
          </LinkButton>
        )}
      </Group>
    </Group>
  );
}

/** One of a site's locations. */
export function LocationSelect({
  site,
  value,
  onChange,
  ...input
}: {
  site: string;
  label: string;
  placeholder?: string;
  error?: string | undefined;
  disabled?: boolean;
  value: string;
  onChange: (id: string) => void;
}) {
  const { data = [] } = useQuery({ ...locationsQuery(site), enabled: site !== '' });
  return (
    <Select
      {...input}
      data={data
        .map(({ id, name }) => ({ value: id, label: name }))
        .toSorted((one, other) => one.label.localeCompare(other.label))}
      value={value === '' ? null : value}
      onChange={(id) => onChange(id ?? '')}
      searchable
      clearable
      limit={200}
      flex="1 1 160px"
    />
  );
}
