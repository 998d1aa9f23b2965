import { Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { campaign as texts } from '../../texts/en/campaigns';

/** A list this short is simply fetched again when something changes; in a longer one a person would lose their place. */
const SHORT = 500;

/**
 * Keeps a list of a campaign true while its counts move: a short one by itself, a long one when the person says so.
 * `mark` changes whenever the counts behind the list do.
 */
export function useChanges(mark: string | undefined, rows: number, refetch: () => Promise<unknown>) {
  const [shown, setShown] = useState(mark);
  if (shown === undefined && mark !== undefined) setShown(mark);
  const changed = mark !== undefined && shown !== undefined && mark !== shown;
  const short = rows <= SHORT;
  useEffect(() => {
    if (changed && short) void refetch().then(() => setShown(mark));
  }, [changed, short, mark, refetch]);
  const show = () => {
    setShown(mark);
    void refetch();
  };
  return { waiting: changed && !short, show };
}

export function Changes({ waiting, show }: { waiting: boolean; show: () => void }) {
  return (
    <div role="status">
      {waiting && (
        <Group gap="xs">
          <Text size="sm">{texts.changed}</Text>
          <Button size="compact-sm" variant="default" onClick={show}>
            {texts.showChanges}
          </Button>
        </Group>
      )}
    </div>
  );
}
