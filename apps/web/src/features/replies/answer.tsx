import { Anchor, FileInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ReplyDetail, ReplyRoute } from '#contracts/replies';
import { ProblemError } from '#web/api';
import { useMe } from '#web/session';
import { DialogForm, LinkButton, tellDone, useIntentKey } from '#web/ui';
import { reply as texts, routes } from '../../texts/en/replies';
import { enterReply, keepForm, keepScreenshot, repliesKey, replyQuery, sendReply } from './replies.queries';
import { complete, ContactFields, type ContactDraft, sharedOf } from './contact-fields';
import { OBSTACLES } from './obstacles';
import { missingOf, routeOf } from './reply-words';
import { SendDialog } from './send-dialog';

/** The way in which the firm wants its answer, or another one. */
export function Answer({ reply }: { reply: ReplyDetail }) {
  const me = useMe();
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  const [route, setRoute] = useState<ReplyRoute>(routeOf(reply.route?.kind));
  // whoever answered last time, else the person at the screen
  const last = reply.versions.findLast(({ contact }) => contact !== null)?.contact;
  const [draft, setDraft] = useState<ContactDraft>({
    name: last?.name ?? me.name,
    title: last?.title ?? '',
    phone: last?.phone ?? '',
    email: last?.email ?? me.email,
    note: '',
    interim: false,
  });
  const fields = <ContactFields route={route} reply={reply} draft={draft} onChange={setDraft} />;
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={600} mb={4} id="reply-route">
          {texts.route}
        </Text>
        <SegmentedControl
          aria-labelledby="reply-route"
          orientation={phone ? 'vertical' : 'horizontal'}
          fullWidth={phone}
          value={route}
          onChange={(value) => setRoute(value as ReplyRoute)}
          data={Object.entries(routes).map(([value, label]) => ({ value, label }))}
        />
      </div>
      {route === 'email' && <ByEmail reply={reply} draft={draft} fields={fields} />}
      {route === 'portal' && <OnPortal reply={reply} draft={draft} fields={fields} />}
      {route === 'form' && <WithForm reply={reply} draft={draft} fields={fields} />}
      {route === 'by-hand' && <ByHand reply={reply} />}
    </Stack>
  );
}

interface RouteProps {
  reply: ReplyDetail;
  draft: ContactDraft;
  fields: ReactNode;
}

/** What a try to answer leaves behind: the reply as it is now, also when the count changed in between. */
function useAnswered(reply: ReplyDetail) {
  const queries = useQueryClient();
  return async (answer: () => Promise<ReplyDetail>, said: string) => {
    try {
      queries.setQueryData(replyQuery(reply.id).queryKey, await answer());
      tellDone(said);
      void queries.invalidateQueries({ queryKey: repliesKey });
      void queries.invalidateQueries({ queryKey: ['tasks'] });
      void queries.invalidateQueries({ queryKey: ['campaigns', reply.campaignId] });
    } catch (error) {
      if (error instanceof ProblemError && error.status === 409)
        void queries.invalidateQueries({ queryKey: replyQuery(reply.id).queryKey });
      throw error;
    }
  };
}

/** Why the button beneath is grey, where it is the count that keeps the reply back. @param interim null: never here */
function Kept({ reply, interim }: { reply: ReplyDetail; interim: boolean | null }) {
  const { unplaced, stillOpen } = reply.now.total;
  if (missingOf(reply.now, interim ?? false) === 0) return null;
  if (unplaced === 0)
    return <Text size="sm">{(interim === null ? texts.keepsOpenForm : texts.keepsOpen)(stillOpen)}</Text>;
  const show = () => {
    const list = document.getElementById(OBSTACLES);
    list?.scrollIntoView({ block: 'start' });
    // the first of them; its table scrolls by itself
    list?.querySelector('a')?.focus();
  };
  return (
    <Text size="sm">
      {texts.keepsUnclear(unplaced)}{' '}
      <Anchor component="button" type="button" inherit underline="always" ta="start" onClick={show}>
        {texts.toUnclear(unplaced)}
      </Anchor>
    </Text>
  );
}

function ByEmail({ reply, draft, fields }: RouteProps) {
  const me = useMe();
  const intent = useIntentKey();
  const answered = useAnswered(reply);
  // a notice may say in words where the answer goes: those are shown, never sent to
  const says = reply.route?.kind === 'email' ? (reply.route.address ?? '') : '';
  const before = reply.versions.findLast(({ to: address }) => address !== null)?.to;
  const [to, setTo] = useState(before ?? (says.includes('@') ? says : ''));
  const [asking, { open: ask, close: keep }] = useDisclosure(false);
  const send = () => {
    const body = { ...sharedOf(draft), ...(to.trim() === '' ? {} : { to: to.trim() }) };
    return answered(async () => {
      const sent = await sendReply(reply.id, body, intent.keyOf(body));
      intent.done();
      return sent;
    }, texts.onItsWay);
  };
  return (
    <>
      <DialogForm
        confirm={reply.state === 'correction-due' ? texts.sendCorrected : texts.send}
        canConfirm={complete(draft) && to.includes('@') && missingOf(reply.now, draft.interim) === 0}
        onConfirm={async () => ask()}
      >
        <TextInput
          label={texts.firmAddress}
          description={
            says === '' || says.includes('@') ? texts.firmAddressHint : texts.firmAddressSays(says)
          }
          error={to !== '' && !to.includes('@') && texts.firmAddressWrong}
          type="email"
          required
          maxLength={200}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        {fields}
        <Kept reply={reply} interim={draft.interim} />
        <Text size="sm">{texts.signed(me.name)}</Text>
      </DialogForm>
      <SendDialog
        opened={asking}
        reply={reply}
        to={to.trim()}
        interim={draft.interim}
        onSend={send}
        onClose={keep}
      />
    </>
  );
}

const PICTURES = 'image/jpeg,image/png,image/webp';

function OnPortal({ reply, draft, fields }: RouteProps) {
  const intent = useIntentKey();
  const uploads = useIntentKey();
  const answered = useAnswered(reply);
  const [reference, setReference] = useState('');
  const [picture, setPicture] = useState<File | null>(null);
  const enter = () =>
    answered(async () => {
      const photo =
        picture === null || reply.taskId === null
          ? null
          : await keepScreenshot(
              reply.taskId,
              picture,
              uploads.keyOf([picture.name, picture.size, picture.lastModified]),
            );
      const body = {
        ...sharedOf(draft),
        referenceNumber: reference.trim(),
        ...(photo === null ? {} : { photoId: photo.id }),
      };
      const entered = await enterReply(reply.id, body, intent.keyOf(body));
      intent.done();
      uploads.done();
      return entered;
    }, texts.entered);
  return (
    <DialogForm
      confirm={texts.enter}
      canConfirm={complete(draft) && reference.trim() !== '' && missingOf(reply.now, draft.interim) === 0}
      onConfirm={enter}
    >
      <Text size="sm">
        {texts.enterWhat}
        {reply.route?.kind === 'portal' && reply.route.address !== null && (
          <>
            {' '}
            {texts.portalAt}: <b>{reply.route.address}</b>
          </>
        )}
      </Text>
      <TextInput
        label={texts.reference}
        description={texts.referenceHint}
        required
        maxLength={200}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
      />
      {reply.taskId !== null && (
        <FileInput
          label={texts.screenshot}
          description={texts.screenshotHint}
          accept={PICTURES}
          clearable
          clearButtonProps={{ 'aria-label': texts.clearFile }}
          value={picture}
          onChange={setPicture}
        />
      )}
      {fields}
      <Kept reply={reply} interim={draft.interim} />
    </DialogForm>
  );
}

function WithForm({ reply, draft, fields }: RouteProps) {
  const intent = useIntentKey();
  const answered = useAnswered(reply);
  const [reference, setReference] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const keep = () =>
    answered(async () => {
      if (file === null) throw new Error('no file');
      const query = {
        contactName: draft.name.trim(),
        contactEmail: draft.email.trim(),
        ...(reference.trim() === '' ? {} : { referenceNumber: reference.trim() }),
      };
      const kept = await keepForm(
        reply.id,
        query,
        file,
        intent.keyOf([query, file.name, file.size, file.lastModified]),
      );
      intent.done();
      return kept;
    }, texts.formKept);
  return (
    <DialogForm
      confirm={texts.formKeep}
      canConfirm={complete(draft) && file !== null && missingOf(reply.now, false) === 0}
      onConfirm={keep}
    >
      <Text size="sm">{texts.formWhat}</Text>
      <FileInput
        label={texts.form}
        description={texts.formHint}
        accept={`application/pdf,${PICTURES}`}
        required
        clearable
        clearButtonProps={{ 'aria-label': texts.clearFile }}
        value={file}
        onChange={setFile}
      />
      <TextInput
        label={texts.referenceOptional}
        maxLength={200}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
      />
      {fields}
      <Kept reply={reply} interim={null} />
    </DialogForm>
  );
}

/** A fax or a letter: whoever closes the step has replied. */
function ByHand({ reply }: { reply: ReplyDetail }) {
  if (reply.taskId === null) return <Text size="sm">{texts.byHandNone}</Text>;
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm">{texts.byHand}</Text>
      <LinkButton to="/tasks/$taskId" params={{ taskId: reply.taskId }} variant="default">
        {texts.byHandTask}
      </LinkButton>
    </Stack>
  );
}
