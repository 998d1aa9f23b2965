import { Checkbox, MultiSelect, NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { roleNames } from '#contracts/identity';
import { allSitesQuery, SiteSelect } from '#web/features/sites';
import { texts } from '#web/texts';
import { people } from '../../texts/en/people';
import { PersonSelect } from './person-select';
import { timeZones } from './time-zones';

/** What an administrator says of a person. An empty text stands for null. */
export interface PersonValues {
  email: string;
  name: string;
  role: (typeof roleNames)[number];
  allSites: boolean;
  siteIds: string[];
  homeSiteId: string | null;
  leadId: string | null;
  timeZone: string | null;
  digestHour: number | null;
}

/** Whoever closes tasks does so at the sites they are given: without one there is nothing for them to do. */
export const lacksSite = ({ role, allSites, siteIds }: PersonValues): boolean =>
  (role === 'technician' || role === 'site-lead') && !allSites && siteIds.length === 0;

/** The fields of a person; the same for adding and for changing. */
export function PersonFields<V extends PersonValues>({ form }: { form: UseFormReturnType<V> }) {
  // the shape of V is that of PersonValues, which the form's types cannot see
  const own = form as unknown as UseFormReturnType<PersonValues>;
  const sites = useQuery(allSitesQuery).data ?? [];
  const { values } = own;
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput required label={people.name} {...own.getInputProps('name')} />
        <TextInput required type="email" label={people.email} {...own.getInputProps('email')} />
        <Select
          required
          allowDeselect={false}
          label={people.role}
          data={roleNames.map((role) => ({ value: role, label: texts.roles[role] ?? role }))}
          {...own.getInputProps('role')}
        />
        <PersonSelect
          label={people.lead}
          description={people.leadHelp}
          value={values.leadId}
          onChange={(id) => own.setFieldValue('leadId', id)}
          error={own.errors['leadId']}
        />
      </SimpleGrid>
      <Checkbox
        label={people.allSites}
        description={people.allSitesHelp}
        {...own.getInputProps('allSites', { type: 'checkbox' })}
      />
      {!values.allSites && (
        <MultiSelect
          searchable
          label={people.givenSites}
          description={people.givenSitesHelp}
          data={sites.map(({ id, name }) => ({ value: id, label: name }))}
          {...own.getInputProps('siteIds')}
        />
      )}
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <SiteSelect
          label={people.homeSite}
          description={people.homeSiteHelp}
          {...own.getInputProps('homeSiteId')}
        />
        <Select
          searchable
          clearable
          label={people.timeZone}
          description={people.timeZoneHelp}
          data={timeZones()}
          limit={50}
          {...own.getInputProps('timeZone')}
        />
        <NumberInput
          min={0}
          max={23}
          label={people.digestHour}
          description={people.digestHourHelp}
          value={values.digestHour ?? ''}
          onChange={(hour) => own.setFieldValue('digestHour', hour === '' ? null : Number(hour))}
          error={own.errors['digestHour']}
        />
      </SimpleGrid>
    </>
  );
}
