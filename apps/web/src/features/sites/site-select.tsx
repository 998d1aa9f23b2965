import { Select, type SelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { allSitesQuery } from './places.queries';

/** Picks one of the sites that the person may see. The value is the site's id. */
export function SiteSelect(props: Omit<SelectProps, 'data' | 'searchable'>) {
  const sites = useQuery(allSitesQuery).data ?? [];
  return (
    <Select
      searchable
      clearable
      {...props}
      data={sites.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}
