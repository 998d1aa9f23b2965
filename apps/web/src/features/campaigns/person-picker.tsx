import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bulk as texts } from '../../texts/en/campaign-work';
import { peopleFor } from './campaigns.queries';

/** Whoever may take work, found by name, with what is with them already. `site`: who has been given it. */
export function PersonPicker({
  site,
  value,
  onChange,
}: {
  site: string | undefined;
  value: string | null;
  onChange: (personId: string | null) => void;
}) {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 200);
  // what stands in the field after a choice is no search
  const people = useQuery({ ...peopleFor(value === null ? q : '', site), placeholderData: keepPreviousData });
  const data = (people.data?.items ?? [])
    .filter(({ role }) => role !== 'auditor')
    .map(({ id, name, load }) => ({
      value: id,
      label: load === null ? name : texts.load(name, load.open, load.late),
    }));
  return (
    <Select
      label={texts.to}
      placeholder={texts.toHint}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': texts.clearPerson }}
      required
      data-autofocus
      data={data}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
      onChange={onChange}
      nothingFoundMessage={people.isFetching ? '…' : texts.nobody}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
