import { MultiSelect, Paper, Radio, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import { useMe } from '#web/session';
import { Failure, tellDone } from '#web/ui';
import { setup as texts } from '../../texts/en/setup';
import { usePatchDraft } from './new-campaign.queries';

const same = (a: readonly string[] | null, b: readonly string[] | null): boolean =>
  a === null || b === null ? a === b : a.toSorted().join() === b.toSorted().join();

/** All sites of the hospital, or some of those that the person has been given. A choice counts as soon as it is made. */
export function CoveredSites({ campaign }: { campaign: CampaignView }) {
  const me = useMe();
  const patch = usePatchDraft(campaign.id);
  const [all, setAll] = useState(campaign.siteIds === null);
  const [chosen, setChosen] = useState<string[]>([...(campaign.siteIds ?? [])]);
  const save = (siteIds: string[] | null) => {
    if (siteIds?.length === 0 || same(siteIds, campaign.siteIds)) return;
    patch.mutate({ siteIds }, { onSuccess: () => tellDone(texts.sitesSaved) });
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
          onChange={(value) => {
            setAll(value === 'all');
            save(value === 'all' ? null : chosen);
          }}
        >
          <Stack gap={6}>
            {me.allSites && <Radio value="all" label={texts.coversAll} />}
            <Radio value="some" label={texts.coversSome} />
          </Stack>
        </Radio.Group>
        {!all && (
          <MultiSelect
            label={texts.chooseSites}
            description={texts.chooseSitesHint}
            data={me.sites.map(({ id, name }) => ({ value: id, label: name }))}
            value={chosen}
            onChange={setChosen}
            // counting a fleet anew takes a moment: it begins when the whole choice is made
            onDropdownClose={() => save(chosen)}
            onBlur={() => save(chosen)}
            searchable
            limit={50}
            hidePickedOptions
          />
        )}
        {patch.error !== null && <Failure error={patch.error} />}
      </Stack>
    </Paper>
  );
}
