import { Checkbox, Fieldset, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { ReplyContact, ReplyDetail, ReplyRoute } from '#contracts/replies';
import { reply as texts } from '../../texts/en/replies';

/** What every way to answer asks for, as typed. */
export interface ContactDraft {
  name: string;
  title: string;
  phone: string;
  email: string;
  note: string;
  interim: boolean;
}

const contactOf = ({ name, title, phone, email }: ContactDraft): ReplyContact => ({
  name: name.trim(),
  email: email.trim(),
  ...(title.trim() === '' ? {} : { title: title.trim() }),
  ...(phone.trim() === '' ? {} : { phone: phone.trim() }),
});
export const sharedOf = (draft: ContactDraft) => ({
  contact: contactOf(draft),
  interim: draft.interim,
  ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
});

/** Whom the firm may ask, a note to it, and whether work is still open. */
export function ContactFields({
  route,
  reply,
  draft,
  onChange,
}: {
  route: ReplyRoute;
  reply: ReplyDetail;
  draft: ContactDraft;
  onChange: (draft: ContactDraft) => void;
}) {
  const field = (name: 'name' | 'title' | 'phone' | 'email', label: string, more: object = {}) => (
    <TextInput
      label={label}
      value={draft[name]}
      maxLength={200}
      onChange={(event) => onChange({ ...draft, [name]: event.currentTarget.value })}
      {...more}
    />
  );
  return (
    <>
      <Fieldset legend={texts.contact}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          {field('name', texts.name, { required: true })}
          {field('email', texts.email, { required: true, type: 'email' })}
          {route !== 'form' && field('title', texts.jobTitle)}
          {route !== 'form' && field('phone', texts.phone, { type: 'tel', maxLength: 60 })}
        </SimpleGrid>
      </Fieldset>
      {route !== 'form' && (
        <>
          <Textarea
            label={texts.note}
            autosize
            minRows={2}
            maxLength={2000}
            value={draft.note}
            onChange={(event) => onChange({ ...draft, note: event.currentTarget.value })}
          />
          {reply.now.total.stillOpen > 0 && (
            <Checkbox
              label={texts.interim}
              description={texts.interimHint}
              checked={draft.interim}
              onChange={(event) => onChange({ ...draft, interim: event.currentTarget.checked })}
            />
          )}
        </>
      )}
    </>
  );
}

export const complete = ({ name, email }: ContactDraft): boolean => name.trim() !== '' && email.includes('@');
