import { Select, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { roleNames, type UserView } from '#contracts/identity';
import { allSitesQuery, SiteSelect } from '#web/features/sites';
import { useMay } from '#web/session';
import { texts } from '#web/texts';
import {
  FilterBar,
  formatDay,
  Link,
  LoadingRows,
  LoadMore,
  Nothing,
  Page,
  QueryView,
  ScrollTable,
  SearchField,
  ToneBadge,
  usedOf,
  usePages,
} from '#web/ui';
import { people } from '../../texts/en/people';
import { AddPerson } from './add-person';
import { peopleKey } from './people.queries';

export function PeoplePage() {
  const may = useMay();
  const search = useSearch({ from: '/signed-in/people' });
  const navigate = useNavigate({ from: '/people' });
  const change = (part: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...part }, replace: true });
  const list = usePages<UserView>({
    key: [...peopleKey, 'list'],
    path: 'users',
    query: { ...search, withLoad: true, limit: 100 },
  });
  return (
    <Page title={people.title} subtitle={people.subtitle} actions={may('user.manage') && <AddPerson />}>
      <FilterBar
        label={people.title}
        used={usedOf(search.role, search.site, search.active)}
        search={
          <SearchField
            label={people.search}
            value={search.q ?? ''}
            onChange={(q) => change({ q: q || undefined })}
          />
        }
      >
        <Select
          label={people.role}
          placeholder={people.anyRole}
          clearable
          data={roleNames.map((role) => ({ value: role, label: texts.roles[role] ?? role }))}
          value={search.role ?? null}
          onChange={(role) => change({ role: role ?? undefined })}
        />
        <SiteSelect
          label={people.site}
          placeholder={people.anySite}
          value={search.site ?? null}
          onChange={(site) => change({ site: site ?? undefined })}
        />
        <Select
          label={people.state}
          placeholder={people.anyState}
          clearable
          data={[
            { value: 'true', label: people.active },
            { value: 'false', label: people.inactive },
          ]}
          value={search.active ?? null}
          onChange={(active) => change({ active: (active ?? undefined) as 'true' | 'false' | undefined })}
        />
      </FilterBar>
      <QueryView query={list}>{() => <PeopleTable people={list.rows} />}</QueryView>
      {list.isFetchingNextPage && <LoadingRows rows={2} />}
      <LoadMore more={list.more} />
    </Page>
  );
}

function PeopleTable({ people: rows }: { people: UserView[] }) {
  const sites = useQuery(allSitesQuery).data ?? [];
  const nameOf = (id: string) => sites.find((site) => site.id === id)?.name;
  if (rows.length === 0) return <Nothing title={people.noneFound}>{people.noneFoundHelp}</Nothing>;
  return (
    <ScrollTable label={people.title} minWidth={760}>
      <Table highlightOnHover className="whole-words stacks">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{people.name}</Table.Th>
            <Table.Th>{people.email}</Table.Th>
            <Table.Th>{people.role}</Table.Th>
            <Table.Th>{people.sites}</Table.Th>
            <Table.Th>{people.work}</Table.Th>
            <Table.Th>{people.state}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((person) => (
            <Table.Tr key={person.id}>
              <Table.Td>
                <Link to="/people/$personId" params={{ personId: person.id }}>
                  {person.name}
                </Link>
              </Table.Td>
              <Table.Td>{person.email}</Table.Td>
              <Table.Td>{texts.roles[person.role]}</Table.Td>
              <Table.Td>
                <Text size="sm" lineClamp={2}>
                  {person.allSites
                    ? people.allSites
                    : person.siteIds
                        .map(nameOf)
                        .filter((name) => name !== undefined)
                        .join(', ')}
                </Text>
              </Table.Td>
              <Table.Td className="tabular">
                {person.load && person.load.open > 0 && (
                  <Link to="/tasks" search={{ assignee: person.id, status: 'open' } as never}>
                    {people.workOf(person.load.open, person.load.late)}
                  </Link>
                )}
              </Table.Td>
              <Table.Td>
                <PersonState person={person} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

function PersonState({ person }: { person: UserView }) {
  if (!person.active) return <ToneBadge tone="neutral">{people.inactive}</ToneBadge>;
  if (person.mailRefusedAt !== null) return <ToneBadge tone="late">{people.mailRefused}</ToneBadge>;
  if (person.leave?.now) {
    return (
      <ToneBadge tone="soon">
        {people.leaveNow(person.leave.standIn.name, formatDay(person.leave.to))}
      </ToneBadge>
    );
  }
  if (!person.canSignIn) return <ToneBadge tone="info">{people.noPassword}</ToneBadge>;
  return <ToneBadge tone="done">{people.active}</ToneBadge>;
}
