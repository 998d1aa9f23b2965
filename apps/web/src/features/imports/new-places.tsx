import { Alert, List, Text } from '@mantine/core';
import '@mantine/core/styles/List.css';
import type { ImportView } from '#contracts/imports';
import { formatNumber, ToneBadge } from '#web/ui';
import { imports as texts } from '../../texts/en/imports';

/** The sites and locations that a file brings along, by name: what looks like one that is there stands first. */
export function NewPlaces({ view }: { view: ImportView }) {
  const { sitesCreated, locationsCreated, newPlaces } = view;
  if (sitesCreated + locationsCreated === 0) return null;
  const named = [
    ...newPlaces.sites.map((place) => ({ ...place, what: texts.newSite })),
    ...newPlaces.locations.map((place) => ({ ...place, what: texts.newLocation(place.site) })),
  ].toSorted((a, b) => Number(a.like === null) - Number(b.like === null));
  const more = sitesCreated + locationsCreated - named.length;
  return (
    <Alert color="gray" variant="outline" p="xs">
      <Text size="sm">
        {texts.newPlaces(formatNumber(sitesCreated), formatNumber(locationsCreated), view.dryRun)}
      </Text>
      {named.length > 0 && (
        <List size="sm" mt={4} spacing={2}>
          {named.map(({ what, name, like }) => (
            <List.Item key={`${what} ${name}`}>
              {what}: <b>{name}</b>{' '}
              {like !== null && <ToneBadge tone="soon">{texts.didYouMean(like)}</ToneBadge>}
            </List.Item>
          ))}
          {more > 0 && <List.Item>{texts.morePlaces(formatNumber(more))}</List.Item>}
        </List>
      )}
    </Alert>
  );
}
