import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { people } from '../../texts/en/people';
import { findPeople, personQuery } from './people.queries';

/** Picks one active person by name, of all or of those who are given a site. The value is the person's id. */
export function PersonSelect({
  value,
  onChange,
  site,
  role,
  ...select
}: {
  value: string | null;
  onChange: (id: string | null) => void;
  /** only people who may work at this site */
  site?: string | null;
  role?: string;
} & Omit<
  SelectProps,
  'data' | 'value' | 'onChange' | 'searchable' | 'searchValue' | 'onSearchChange' | 'filter' | 'role'
>) {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 200);
  const chosen = useQuery({ ...personQuery(value ?? ''), enabled: value !== null }).data;
  // what stands in the field when somebody is chosen is no search
  const search = chosen !== undefined && q === chosen.name ? '' : q;
  const found = useQuery({ ...findPeople({ q: search, site, role }), placeholderData: keepPreviousData });
  const options = new Map((found.data?.items ?? []).map(({ id, name, email }) => [id, `${name} (${email})`]));
  if (chosen !== undefined) options.set(chosen.id, chosen.name);
  return (
    <Select
      searchable
      clearable
      placeholder={people.choosePerson}
      nothingFoundMessage={found.isFetching ? '…' : people.nobody}
      {...select}
      data={[...options].map(([id, label]) => ({ value: id, label }))}
      filter={({ options: all }) => all}
      value={value}
      onChange={(id) => onChange(id)}
      onSearchChange={setTyped}
    />
  );
}
