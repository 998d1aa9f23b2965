import { Button, Group, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { LocationView } from '#contracts/fleet';
import { useMay } from '#web/session';
import { texts } from '#web/texts';
import { Failure, Link, QueryView, tellDone } from '#web/ui';
import { places } from '../../texts/en/places';
import { createLocation, locationsQuery, renameLocation, sitesKey } from './places.queries';

/** The wards, rooms and stores of a site. */
export function Locations({ siteId }: { siteId: string }) {
  const may = useMay();
  const query = useQuery(locationsQuery(siteId));
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h3">
          {places.locations}
        </Title>
        <Text size="sm" c="dimmed">
          {places.locationsHelp}
        </Text>
        <QueryView query={query} rows={3}>
          {(locations) =>
            locations.length === 0 ? (
              <Text size="sm">{places.noLocations}</Text>
            ) : (
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{places.name}</Table.Th>
                    {may('coverage.manage') && <Table.Th w={140}>{places.rename}</Table.Th>}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {locations.map((location) => (
                    <LocationRow key={location.id} location={location} siteId={siteId} />
                  ))}
                </Table.Tbody>
              </Table>
            )
          }
        </QueryView>
        {may('coverage.manage') && <AddLocation siteId={siteId} />}
      </Stack>
    </Paper>
  );
}

function LocationRow({ location, siteId }: { location: LocationView; siteId: string }) {
  const may = useMay();
  const queries = useQueryClient();
  const [name, setName] = useState<string | null>(null);
  const renaming = useMutation({
    mutationFn: (to: string) => renameLocation(location.id, to),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sitesKey });
      setName(null);
      tellDone(places.renamed);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name !== null) renaming.mutate(name);
  };
  return (
    <Table.Tr>
      <Table.Td>
        {name === null ? (
          <Link to="/devices" search={{ site: siteId, location: location.id } as never}>
            {location.name}
          </Link>
        ) : (
          <form onSubmit={submit} id={`location-${location.id}`}>
            <TextInput
              size="xs"
              aria-label={`${places.rename}: ${location.name}`}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {renaming.error !== null && <Failure error={renaming.error} />}
          </form>
        )}
      </Table.Td>
      {may('coverage.manage') && (
        <Table.Td>
          {name === null ? (
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={`${places.rename}: ${location.name}`}
              onClick={() => setName(location.name)}
            >
              {places.rename}
            </Button>
          ) : (
            <Group gap={4} wrap="nowrap">
              <Button
                size="compact-sm"
                type="submit"
                form={`location-${location.id}`}
                loading={renaming.isPending}
              >
                {texts.common.save}
              </Button>
              <Button size="compact-sm" variant="subtle" onClick={() => setName(null)}>
                {texts.common.cancel}
              </Button>
            </Group>
          )}
        </Table.Td>
      )}
    </Table.Tr>
  );
}

function AddLocation({ siteId }: { siteId: string }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const adding = useMutation({
    mutationFn: () => createLocation(siteId, name),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sitesKey });
      setName('');
      tellDone(places.locationAdded);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') adding.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={places.addLocation}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={adding.isPending}>
          {places.addLocation}
        </Button>
      </Group>
      {adding.error !== null && <Failure error={adding.error} />}
    </form>
  );
}
