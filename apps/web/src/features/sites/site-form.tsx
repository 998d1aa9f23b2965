import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CreateSite, type SiteView } from '#contracts/fleet';
import { PersonSelect, timeZones } from '#web/features/people';
import { Failure } from '#web/ui';
import { places } from '../../texts/en/places';
import { allTeamsQuery } from './places.queries';

interface SiteValues {
  name: string;
  timeZone: string;
  digestHour: number;
  weeklyDaysOff: string[];
  holidays: string;
  teamId: string | null;
  leadId: string | null;
  nurseEducatorId: string | null;
  accountNumber: string;
}

const valuesOf = (site: SiteView | null): SiteValues => ({
  name: site?.name ?? '',
  timeZone: site?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  digestHour: site?.digestHour ?? 7,
  weeklyDaysOff: (site?.weeklyDaysOff ?? [6, 7]).map(String),
  holidays: (site?.holidays ?? []).join('\n'),
  teamId: site?.team?.id ?? null,
  leadId: site?.lead?.id ?? null,
  nurseEducatorId: site?.nurseEducator?.id ?? null,
  accountNumber: site?.accountNumber ?? '',
});

const bodyOf = (values: SiteValues) => ({
  ...values,
  weeklyDaysOff: values.weeklyDaysOff.map(Number).toSorted((a, b) => a - b),
  holidays: values.holidays.split(/[\s,;]+/).filter((day) => day !== ''),
  accountNumber: values.accountNumber.trim() === '' ? null : values.accountNumber,
});

export type SiteBody = ReturnType<typeof bodyOf>;

/** What an administrator says of a site. `onSave` resolves when it is saved; what it throws is shown. */
export function SiteForm({
  site,
  submit,
  onSave,
  cancel,
}: {
  site: SiteView | null;
  submit: string;
  onSave: (body: SiteBody) => Promise<unknown>;
  cancel?: ReactNode;
}) {
  const teams = useQuery(allTeamsQuery).data ?? [];
  const check = schemaResolver(CreateSite, { sync: true });
  const form = useForm<SiteValues>({
    initialValues: valuesOf(site),
    validate: (values) => {
      const errors = check(bodyOf(values));
      // one line of many: the field is the text of all of them
      const holiday = Object.entries(errors).find(([path]) => path.startsWith('holidays.'));
      return holiday === undefined ? errors : { ...errors, holidays: holiday[1] };
    },
  });
  const saving = useMutation({ mutationFn: (values: SiteValues) => onSave(bodyOf(values)) });
  const person = (field: 'leadId' | 'nurseEducatorId') => ({
    site: site?.id ?? null,
    value: form.values[field],
    onChange: (id: string | null) => form.setFieldValue(field, id),
    error: form.errors[field],
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => saving.mutate(values))}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput required label={places.name} {...form.getInputProps('name')} />
          <Select
            required
            searchable
            allowDeselect={false}
            limit={50}
            label={places.timeZone}
            data={timeZones()}
            {...form.getInputProps('timeZone')}
          />
          <NumberInput
            required
            min={0}
            max={23}
            label={places.digestHour}
            value={form.values.digestHour}
            onChange={(hour) => form.setFieldValue('digestHour', Number(hour))}
            error={form.errors['digestHour']}
          />
        </SimpleGrid>
        <Checkbox.Group
          label={places.daysOff}
          description={places.daysOffHelp}
          {...form.getInputProps('weeklyDaysOff')}
        >
          <Group gap="md" mt="xs">
            {places.days.map((day, n) => (
              <Checkbox key={day} value={String(n + 1)} label={day} />
            ))}
          </Group>
        </Checkbox.Group>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <Select
            searchable
            clearable
            label={places.team}
            description={places.teamHelp}
            data={teams.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('teamId')}
          />
          <PersonSelect label={places.lead} description={places.leadHelp} {...person('leadId')} />
          <PersonSelect
            label={places.educator}
            description={places.educatorHelp}
            {...person('nurseEducatorId')}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={places.account}
            description={places.accountHelp}
            {...form.getInputProps('accountNumber')}
          />
          <Textarea
            autosize
            minRows={2}
            maxRows={8}
            label={places.holidays}
            description={places.holidaysHelp}
            {...form.getInputProps('holidays')}
          />
        </SimpleGrid>
        {saving.error !== null && <Failure error={saving.error} />}
        <Group justify="flex-end">
          {cancel}
          <Button type="submit" loading={saving.isPending}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
