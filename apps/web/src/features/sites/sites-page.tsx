import { Button, Group, Modal, Stack, Table, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Building2, Search } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '#web/session';
import { texts } from '#web/texts';
import { Link, Nothing, Page, QueryView, ScrollTable, tellDone } from '#web/ui';
import { places } from '../../texts/en/places';
import { allSitesQuery, createSite, sitesKey } from './places.queries';
import { SiteForm } from './site-form';

export function SitesPage() {
  const may = useMay();
  const [q, setQ] = useState('');
  const query = useQuery(allSitesQuery);
  return (
    <Page title={places.sites} subtitle={places.sitesSubtitle} actions={may('site.manage') && <AddSite />}>
      <TextInput
        type="search"
        maw={320}
        label={places.search}
        leftSection={<Search size={15} aria-hidden />}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      <QueryView query={query}>
        {(sites) => {
          const shown = sites.filter(({ name }) => name.toLowerCase().includes(q.trim().toLowerCase()));
          if (sites.length === 0) return <Nothing title={places.noSites}>{places.noSitesHelp}</Nothing>;
          if (shown.length === 0) return <Nothing title={places.noneFound} />;
          return (
            <ScrollTable label={places.sites} minWidth={640}>
              <Table highlightOnHover className="whole-words stacks">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{places.name}</Table.Th>
                    <Table.Th>{places.timeZone}</Table.Th>
                    <Table.Th>{places.lead}</Table.Th>
                    <Table.Th>{places.team}</Table.Th>
                    <Table.Th>{places.account}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {shown.map((site) => (
                    <Table.Tr key={site.id}>
                      <Table.Td>
                        <Link to="/sites/$siteId" params={{ siteId: site.id }}>
                          {site.name}
                        </Link>
                      </Table.Td>
                      <Table.Td data-label={places.timeZone}>{site.timeZone}</Table.Td>
                      <Table.Td data-label={places.lead}>{site.lead?.name ?? places.none}</Table.Td>
                      <Table.Td data-label={places.team}>{site.team?.name ?? places.none}</Table.Td>
                      <Table.Td {...(site.accountNumber === null ? {} : { 'data-label': places.account })}>
                        {site.accountNumber}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollTable>
          );
        }}
      </QueryView>
    </Page>
  );
}

function AddSite() {
  const [opened, { open, close }] = useDisclosure(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <>
      <Button leftSection={<Building2 size={16} aria-hidden />} onClick={open}>
        {places.addSite}
      </Button>
      <Modal
        data-dialog="site-add"
        opened={opened}
        onClose={close}
        title={places.addSite}
        size="xl"
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <Stack>
          <SiteForm
            site={null}
            submit={places.addSite}
            onSave={async (body) => {
              const site = await createSite(body);
              await queries.invalidateQueries({ queryKey: sitesKey });
              tellDone(places.siteAdded(site.name));
              close();
              await navigate({ to: '/sites/$siteId', params: { siteId: site.id } });
            }}
            cancel={
              <Group>
                <Button variant="default" onClick={close}>
                  {texts.common.cancel}
                </Button>
              </Group>
            }
          />
        </Stack>
      </Modal>
    </>
  );
}
