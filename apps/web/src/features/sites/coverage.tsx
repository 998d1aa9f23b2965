import { Button, Group, Paper, Select, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { CoverageView } from '#contracts/fleet';
import { PersonSelect } from '#web/features/people';
import { useMay } from '#web/session';
import { ConfirmButton, Failure, Link, QueryView, tellDone } from '#web/ui';
import { places } from '../../texts/en/places';
import {
  allTeamsQuery,
  coverageQuery,
  locationsQuery,
  removeCoverage,
  setCoverage,
  sitesKey,
} from './places.queries';

/** Who looks after which location of a site. */
export function Coverage({ siteId }: { siteId: string }) {
  const may = useMay();
  const query = useQuery(coverageQuery(siteId));
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h3">
          {places.coverage}
        </Title>
        <Text size="sm" c="dimmed">
          {places.coverageHelp}
        </Text>
        <QueryView query={query} rows={3}>
          {(coverage) =>
            coverage.length === 0 ? (
              <Text size="sm">{places.noCoverage}</Text>
            ) : (
              <CoverageTable coverage={coverage} />
            )
          }
        </QueryView>
        {may('coverage.manage') && <SetCoverageForm siteId={siteId} />}
      </Stack>
    </Paper>
  );
}

function CoverageTable({ coverage }: { coverage: CoverageView[] }) {
  const may = useMay();
  const queries = useQueryClient();
  return (
    <Table className="whole-words">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{places.location}</Table.Th>
          <Table.Th>{places.who}</Table.Th>
          {may('coverage.manage') && <Table.Th w={120}>{places.removeCoverage}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {coverage.map(({ id, location, person, team }) => {
          const place = location?.name ?? places.wholeSite;
          return (
            <Table.Tr key={id}>
              <Table.Td>{place}</Table.Td>
              <Table.Td>
                {person === null ? (
                  places.teamNamed(team?.name ?? '')
                ) : (
                  <Link to="/people/$personId" params={{ personId: person.id }}>
                    {person.name}
                  </Link>
                )}
              </Table.Td>
              {may('coverage.manage') && (
                <Table.Td>
                  <ConfirmButton
                    data-dialog="coverage-remove"
                    size="compact-sm"
                    variant="subtle"
                    label={places.removeCoverage}
                    aria-label={`${places.removeCoverage}: ${place}`}
                    title={places.removeTitle(place)}
                    question={places.removeQuestion}
                    confirm={places.removeCoverage}
                    onConfirm={() =>
                      removeCoverage(id).then(() => queries.invalidateQueries({ queryKey: sitesKey }))
                    }
                  />
                </Table.Td>
              )}
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

const WHOLE = 'whole-site';

function SetCoverageForm({ siteId }: { siteId: string }) {
  const queries = useQueryClient();
  const locations = useQuery(locationsQuery(siteId)).data ?? [];
  const teams = useQuery(allTeamsQuery).data ?? [];
  const [place, setPlace] = useState<string>(WHOLE);
  const [userId, setUserId] = useState<string | null>(null);
  const [teamId, setTeamId] = useState<string | null>(null);
  const saving = useMutation({
    mutationFn: () => setCoverage({ siteId, locationId: place === WHOLE ? null : place, userId, teamId }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sitesKey });
      setUserId(null);
      setTeamId(null);
      tellDone(places.coverageSet);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="xs">
        <Select
          searchable
          allowDeselect={false}
          label={places.location}
          data={[
            { value: WHOLE, label: places.wholeSite },
            ...locations.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={place}
          onChange={(value) => setPlace(value ?? WHOLE)}
        />
        <PersonSelect
          site={siteId}
          label={places.person}
          value={userId}
          onChange={(id) => {
            setUserId(id);
            if (id !== null) setTeamId(null);
          }}
        />
        <Select
          searchable
          clearable
          label={places.aTeam}
          data={teams.map(({ id, name }) => ({ value: id, label: name }))}
          value={teamId}
          onChange={(id) => {
            setTeamId(id);
            if (id !== null) setUserId(null);
          }}
        />
        <Button
          type="submit"
          variant="default"
          disabled={userId === null && teamId === null}
          loading={saving.isPending}
        >
          {places.setCoverage}
        </Button>
      </Group>
      {saving.error !== null && <Failure error={saving.error} />}
    </form>
  );
}
