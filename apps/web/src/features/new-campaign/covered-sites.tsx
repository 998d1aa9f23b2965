import { Button, Group, MultiSelect, Paper, Radio, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import { useMe } from '#web/session';
import { Failure, tellDone } from '#web/ui';
import { setup as texts } from '../../texts/en/setup';
import { usePatchDraft } from './new-campaign.queries';

/** All sites of the hospital, or some of those that the person has been given. */
export function CoveredSites({ campaign }: { campaign: CampaignView }) {
  const me = useMe();
  const patch = usePatchDraft(campaign.id);
  const [all, setAll] = useState(campaign.siteIds === null);
  const [chosen, setChosen] = useState<string[]>([...(campaign.siteIds ?? [])]);
  const same =
    all === (campaign.siteIds === null) &&
    (all || [...chosen].toSorted().join() === [...(campaign.siteIds ?? [])].toSorted().join());
  const save = async () => {
    await patch.mutateAsync({ siteIds: all ? null : chosen });
    tellDone(texts.sitesSaved);
  };
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h3" id="covers">
          {texts.covers}
        </Title>
        <Radio.Group
          aria-labelledby="covers"
          value={all ? 'all' : 'some'}
          onChange={(value) => setAll(value === 'all')}
        >
          <Stack gap={6}>
            {me.allSites && <Radio value="all" label={texts.coversAll} />}
            <Radio value="some" label={texts.coversSome} />
          </Stack>
        </Radio.Group>
        {!all && (
          <MultiSelect
            label={texts.chooseSites}
            data={me.sites.map(({ id, name }) => ({ value: id, label: name }))}
            value={chosen}
            onChange={setChosen}
            searchable
            clearable
            limit={50}
            hidePickedOptions
          />
        )}
        {patch.error !== null && <Failure error={patch.error} />}
        {!same && (
          <Group justify="flex-end">
            <Button
              variant="default"
              loading={patch.isPending}
              disabled={!all && chosen.length === 0}
              onClick={() => void save().catch(() => undefined)}
            >
              {texts.saveSites}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
