import { Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import { ProblemError } from '#web/api';
import { PersonSelect } from '#web/features/people';
import { DialogForm, tellDone } from '#web/ui';
import { campaign as texts } from '../../texts/en/campaigns';
import { campaignQuery, patchCampaign } from './campaigns.queries';

/** Whom the picker offers. */
const managers = { role: 'risk-manager' };

/** Title and owner of a campaign; both stand in every e-mail. */
export function EditForm({ campaign, onEnd }: { campaign: CampaignView; onEnd: () => void }) {
  const queries = useQueryClient();
  const [title, setTitle] = useState(campaign.title);
  const [ownerId, setOwner] = useState<string>(campaign.owner.id);
  const { queryKey } = campaignQuery(campaign.id);
  const save = useMutation({
    mutationFn: () =>
      patchCampaign(campaign.id, {
        // what was looked at: a change by somebody else in between is shown, not overwritten
        version: campaign.version,
        ...(title.trim() === campaign.title ? {} : { title: title.trim() }),
        ...(ownerId === campaign.owner.id ? {} : { ownerId }),
      }),
    onSuccess: async (changed) => {
      queries.setQueryData(queryKey, changed);
      tellDone(texts.edit.done);
      onEnd();
      await queries.invalidateQueries({ queryKey: ['campaigns'] });
    },
    onError: () => queries.invalidateQueries({ queryKey }),
  });
  const refusal = save.error instanceof ProblemError ? save.error : null;
  const faultAt = (at: string) => refusal?.errors.find(({ path }) => path === at)?.message;
  const changed = title.trim() !== campaign.title || ownerId !== campaign.owner.id;
  return (
    <DialogForm
      confirm={texts.edit.save}
      canConfirm={title.trim() !== '' && changed}
      onConfirm={save.mutateAsync}
      onCancel={onEnd}
    >
      <Text size="sm">{texts.edit.text}</Text>
      <TextInput
        label={texts.edit.name}
        required
        maxLength={300}
        data-autofocus
        value={title}
        error={title.trim() === '' ? texts.edit.nameMissing : faultAt('title')}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <PersonSelect
        label={texts.edit.owner}
        description={texts.edit.ownerHint}
        {...managers}
        clearable={false}
        value={ownerId}
        error={faultAt('ownerId')}
        onChange={(id) => id !== null && setOwner(id)}
      />
      {refusal?.code === 'campaign.stale' && (
        <Text size="sm" role="status">
          {texts.edit.stale(campaign.title, campaign.owner.name)}
        </Text>
      )}
    </DialogForm>
  );
}
