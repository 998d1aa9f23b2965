import { Alert, Paper, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { SiteView } from '#contracts/fleet';
import { ProblemError } from '#web/api';
import { useMay } from '#web/session';
import { texts } from '#web/texts';
import { LinkButton, Page, QueryView, tellDone } from '#web/ui';
import { places } from '../../texts/en/places';
import { Coverage } from './coverage';
import { Locations } from './locations';
import { patchSite, siteQuery, sitesKey } from './places.queries';
import { SiteForm } from './site-form';
import { SiteRemoval } from './site-removal';

export function SitePage() {
  const may = useMay();
  const { siteId } = useParams({ from: '/signed-in/sites/$siteId' });
  const query = useQuery(siteQuery(siteId));
  return (
    <Page
      title={query.data?.name ?? places.sites}
      subtitle={query.data?.timeZone}
      size={1100}
      actions={
        <LinkButton variant="default" to="/devices" search={{ site: siteId } as never}>
          {places.pumps}
        </LinkButton>
      }
    >
      <QueryView query={query}>
        {(site) => (
          <Stack>
            <Coverage siteId={site.id} />
            <Locations siteId={site.id} />
            <SiteFacts key={site.id} site={site} />
            {may('site.manage') && <SiteRemoval key={`slip-${site.id}`} site={site} />}
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}

function SiteFacts({ site }: { site: SiteView }) {
  const may = useMay();
  const queries = useQueryClient();
  const [stale, setStale] = useState(false);
  const save = async (body: Parameters<Parameters<typeof SiteForm>[0]['onSave']>[0]) => {
    try {
      const saved = await patchSite(site.id, { ...body, version: site.version });
      queries.setQueryData(siteQuery(site.id).queryKey, saved);
      setStale(false);
      tellDone(places.siteSaved);
      await queries.invalidateQueries({ queryKey: sitesKey });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'site.stale') throw error;
      setStale(true);
      await queries.invalidateQueries({ queryKey: siteQuery(site.id).queryKey });
    }
  };
  if (!may('site.manage')) {
    const facts = [
      [places.lead, site.lead?.name],
      [places.team, site.team?.name],
      [places.educator, site.nurseEducator?.name],
      [places.account, site.accountNumber],
    ];
    return (
      <Paper withBorder p="md">
        {facts.map(([label, value]) => (
          <Text size="sm" key={label}>
            {label}: {value ?? places.none}
          </Text>
        ))}
      </Paper>
    );
  }
  return (
    <Paper withBorder p="md">
      {stale && (
        <Alert color="yellow" variant="outline" mb="sm" role="alert">
          {places.stale}
        </Alert>
      )}
      <SiteForm site={site} submit={texts.common.save} onSave={save} />
    </Paper>
  );
}
