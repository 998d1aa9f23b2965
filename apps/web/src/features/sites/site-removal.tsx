import { Group, Select, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { SiteView } from '#contracts/fleet';
import { ConfirmButton, DialogButton, DialogForm, Section, tellDone } from '#web/ui';
import { places } from '../../texts/en/places';
import { allSitesQuery, deleteSite, mergeSite, sitesKey } from './places.queries';

/** A site that was made by a slip: into the one that was meant, or away. */
export function SiteRemoval({ site }: { site: SiteView }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await deleteSite(site.id);
    tellDone(places.siteDeleted(site.name));
    await navigate({ to: '/sites' });
    await queries.invalidateQueries({ queryKey: [...sitesKey, 'all'] });
  };
  return (
    <Section title={places.slip}>
      <Text size="sm" c="dimmed">
        {places.slipHelp}
      </Text>
      <Group mt="sm">
        <DialogButton
          data-dialog="site-merge"
          variant="default"
          label={places.merge}
          title={places.mergeTitle(site.name)}
        >
          {(close) => <Merge site={site} onClose={close} />}
        </DialogButton>
        <ConfirmButton
          data-dialog="site-delete"
          variant="default"
          label={places.deleteSite}
          title={places.deleteTitle(site.name)}
          question={places.deleteQuestion}
          confirm={places.deleteSite}
          onConfirm={remove}
        />
      </Group>
    </Section>
  );
}

function Merge({ site, onClose }: { site: SiteView; onClose: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const sites = useQuery(allSitesQuery);
  const [intoId, setIntoId] = useState<string | null>(null);
  const options = (sites.data ?? []).filter(({ id }) => id !== site.id);
  return (
    <DialogForm
      confirm={places.merge}
      canConfirm={intoId !== null}
      onCancel={onClose}
      onConfirm={async () => {
        if (intoId === null) return;
        const { devices } = await mergeSite(site.id, { version: site.version, intoId });
        tellDone(places.merged(site.name, options.find(({ id }) => id === intoId)?.name ?? '', devices));
        await navigate({ to: '/sites/$siteId', params: { siteId: intoId } as never });
        await queries.invalidateQueries();
      }}
    >
      <Text size="sm">{places.mergeText}</Text>
      <Select
        label={places.mergeInto}
        data={options.map(({ id, name }) => ({ value: id, label: name }))}
        value={intoId}
        onChange={setIntoId}
        searchable
        data-autofocus
      />
    </DialogForm>
  );
}
