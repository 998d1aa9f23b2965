import { Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { SiteView } from '#contracts/fleet';
import { ConfirmButton, Section, tellDone } from '#web/ui';
import { places } from '../../texts/en/places';
import { deleteSite, sitesKey } from './places.queries';

/** A site that was made by a slip, and how to be rid of it. */
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
