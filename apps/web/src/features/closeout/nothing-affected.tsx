import { Alert, List, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import {
  DialogButton,
  DialogForm,
  formatMoment,
  LinkButton,
  ReasonField,
  tellDone,
  useIntentKey,
} from '#web/ui';
import { nothing as texts } from '../../texts/en/closeout';
import { endUnaffected } from './closeout.queries';

/** "Nothing is affected" is a response too: the campaign ends with the matching result of now. */
export function NothingAffectedButton({ campaignId }: { campaignId: string }) {
  return (
    <DialogButton data-dialog="nothing-affected" label={texts.button} title={texts.title} variant="default">
      {(close) => <End campaignId={campaignId} onClose={close} />}
    </DialogButton>
  );
}

function End({ campaignId, onClose }: { campaignId: string; onClose: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const intent = useIntentKey();
  const [reason, setReason] = useState('');
  const end = async () => {
    await endUnaffected(campaignId, reason.trim(), intent.keyOf(reason));
    intent.done();
    onClose();
    tellDone(texts.done);
    await queries.invalidateQueries({ queryKey: ['campaigns'] });
    await navigate({ to: '/campaigns/$campaignId/$tab', params: { campaignId, tab: 'closeout' } });
  };
  return (
    <DialogForm confirm={texts.confirm} canConfirm={reason.trim() !== ''} onConfirm={end} onCancel={onClose}>
      <Text size="sm">{texts.question}</Text>
      <ReasonField label={texts.reason} description={texts.reasonHint} value={reason} onChange={setReason} />
    </DialogForm>
  );
}

/** The matching result with which the campaign ended. */
export function NothingAffectedResult({ campaign: { id, nothingAffected } }: { campaign: CampaignView }) {
  if (nothingAffected === null) return null;
  const { at, notAffected, missingFacts, nearMisses, codesWithoutDevices } = nothingAffected;
  const doubts = [
    missingFacts.length > 0 && texts.missing(missingFacts.length),
    nearMisses.length > 0 && texts.nearMisses(nearMisses.length),
    codesWithoutDevices.length > 0 && texts.without(codesWithoutDevices.length),
  ].filter((line) => line !== false);
  return (
    <Alert variant="outline" color="gray" title={texts.resultTitle}>
      <Text size="sm">{texts.result(formatMoment(at), notAffected)}</Text>
      {doubts.length > 0 && (
        <List size="sm">
          {doubts.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      )}
      <LinkButton
        to="/campaigns/$campaignId/$tab"
        params={{ campaignId: id, tab: 'replies' }}
        variant="default"
        mt="sm"
      >
        {texts.reply}
      </LinkButton>
    </Alert>
  );
}
