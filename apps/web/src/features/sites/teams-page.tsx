import { Button, Group, Modal, MultiSelect, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UsersRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { TeamView } from '#contracts/fleet';
import { findPeople } from '#web/features/people';
import { useMay } from '#web/session';
import { texts } from '#web/texts';
import { Failure, Nothing, Page, QueryView, tellDone } from '#web/ui';
import { places } from '../../texts/en/places';
import { allTeamsQuery, saveTeam, teamsKey } from './places.queries';

export function TeamsPage() {
  const may = useMay();
  const query = useQuery(allTeamsQuery);
  const [edited, setEdited] = useState<TeamView | 'new' | null>(null);
  return (
    <Page
      title={places.teams}
      subtitle={places.teamsSubtitle}
      actions={
        may('coverage.manage') && (
          <Button leftSection={<UsersRound size={16} aria-hidden />} onClick={() => setEdited('new')}>
            {places.addTeam}
          </Button>
        )
      }
    >
      <QueryView query={query}>
        {(teams) =>
          teams.length === 0 ? (
            <Nothing title={places.noTeams}>{places.noTeamsHelp}</Nothing>
          ) : (
            <Table className="whole-words">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{places.name}</Table.Th>
                  <Table.Th>{places.members}</Table.Th>
                  {may('coverage.manage') && <Table.Th w={160}>{places.editTeam}</Table.Th>}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {teams.map((team) => (
                  <Table.Tr key={team.id}>
                    <Table.Td>{team.name}</Table.Td>
                    <Table.Td>
                      {team.members.length === 0 ? (
                        <Text size="sm" c="dimmed">
                          {places.noMembers}
                        </Text>
                      ) : (
                        team.members.map(({ name }) => name).join(', ')
                      )}
                    </Table.Td>
                    {may('coverage.manage') && (
                      <Table.Td>
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          aria-label={`${places.editTeam}: ${team.name}`}
                          onClick={() => setEdited(team)}
                        >
                          {places.editTeam}
                        </Button>
                      </Table.Td>
                    )}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </QueryView>
      <Modal
        data-dialog="team"
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === 'new' ? places.addTeam : places.editTeam}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        {edited !== null && (
          <TeamForm team={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />
        )}
      </Modal>
    </Page>
  );
}

function TeamForm({ team, onDone }: { team: TeamView | null; onDone: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(team?.name ?? '');
  const [memberIds, setMemberIds] = useState(team?.members.map(({ id }) => id) ?? []);
  const [typed, setTyped] = useState('');
  const found = useQuery(findPeople({ q: typed })).data?.items ?? [];
  const [known, setKnown] = useState(
    new Map(team?.members.map(({ id, name: member }) => [id, member]) ?? []),
  );
  const saving = useMutation({
    mutationFn: () => saveTeam(team?.id ?? null, { name, memberIds }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: teamsKey });
      tellDone(places.teamSaved);
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const options = new Map([...known, ...found.map((person) => [person.id, person.name] as const)]);
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          required
          label={places.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <MultiSelect
          searchable
          label={places.members}
          data={[...options].map(([id, label]) => ({ value: id, label }))}
          value={memberIds}
          onChange={(ids) => {
            setKnown(options);
            setMemberIds(ids);
          }}
          searchValue={typed}
          onSearchChange={setTyped}
        />
        {saving.error !== null && <Failure error={saving.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {texts.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
