import { ActionIcon, Button, Fieldset, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { X } from 'lucide-react';
import { useState } from 'react';
import type { Searched } from '#contracts/tasks';
import { localMinute } from '#web/locale';
import { formatMoment } from '#web/ui';
import { task as texts } from '../../texts/en/task';

const asSearched = (place: string, at: string): Searched => {
  const moment = new Date(at);
  return {
    place: place.trim(),
    at: (Number.isNaN(moment.getTime()) ? new Date() : moment).toISOString(),
  };
};

/** Where a pump was looked for in vain, and when. What is typed and not added yet is told too: it counts when the task is closed. */
export function SearchedPlaces({
  searched,
  error,
  onChange,
  onTyped,
}: {
  searched: readonly Searched[];
  error: string | undefined;
  onChange: (searched: Searched[]) => void;
  onTyped: (typed: Searched | null) => void;
}) {
  const [place, setPlace] = useState('');
  const [at, setAt] = useState(() => localMinute(new Date()));
  const type = (nextPlace: string, nextAt: string): void => {
    setPlace(nextPlace);
    setAt(nextAt);
    onTyped(nextPlace.trim() === '' ? null : asSearched(nextPlace, nextAt));
  };
  const add = (): void => {
    if (place.trim() === '') return;
    onChange([...searched, asSearched(place, at)]);
    type('', localMinute(new Date()));
  };
  return (
    <Fieldset legend={texts.searchedLegend}>
      <Stack gap="sm">
        {searched.length > 0 && (
          <List listStyleType="none" spacing={4} aria-label={texts.searchedSoFar}>
            {searched.map((entry, n) => (
              <List.Item key={`${entry.place} ${entry.at}`}>
                <Group gap="xs" wrap="nowrap">
                  <Text size="sm">
                    {entry.place}, {formatMoment(entry.at)}
                  </Text>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={texts.removePlace(entry.place)}
                    onClick={() => onChange(searched.filter((_, at) => at !== n))}
                  >
                    <X size={16} aria-hidden />
                  </ActionIcon>
                </Group>
              </List.Item>
            ))}
          </List>
        )}
        <Group gap="sm" align="flex-end">
          <TextInput
            label={texts.searchedPlace}
            value={place}
            maxLength={200}
            error={error}
            style={{ flex: '1 1 12rem' }}
            onChange={(event) => type(event.currentTarget.value, at)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
          <TextInput
            type="datetime-local"
            label={texts.searchedAt}
            value={at}
            onChange={(event) => type(place, event.currentTarget.value)}
          />
          <Button variant="default" onClick={add} disabled={place.trim() === ''}>
            {texts.addPlace}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
