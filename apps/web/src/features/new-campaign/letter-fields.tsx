import { Button, Checkbox, Fieldset, Group, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { noticeForm as texts } from '../../texts/en/notice-form';
import { notices as words } from '../../texts/en/notices';
import type { UseFormReturnType } from '@mantine/form';
import { asProductsForm, useText } from '#web/features/affected-products';
import { emptyCommunication, type TypedNotice } from './typed-notice';

type NoticeForm = UseFormReturnType<TypedNotice>;

/** The letters that came with the notice: none, one, or several. */
export function LetterFields({ form }: { form: NoticeForm }) {
  return (
    <Fieldset legend={texts.letters}>
      <Stack gap="sm">
        {form.getValues().communications.map(({ key }, at) => (
          <div key={key} role="group" aria-label={texts.letter(at + 1)}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
              <LetterDate form={form} at={at} />
              <TextInput
                key={form.key(`communications.${at}.kind`)}
                label={texts.letterKind}
                placeholder={texts.letterKindHint}
                required
                {...form.getInputProps(`communications.${at}.kind`)}
              />
            </SimpleGrid>
            <Textarea
              key={form.key(`communications.${at}.summary`)}
              label={texts.letterSummary}
              rows={3}
              {...form.getInputProps(`communications.${at}.summary`)}
            />
            <Group justify="flex-end" mt={6}>
              <Button size="xs" variant="default" onClick={() => form.removeListItem('communications', at)}>
                {texts.removeLetter(at + 1)}
              </Button>
            </Group>
          </div>
        ))}
        <Button
          size="xs"
          variant="default"
          w="fit-content"
          onClick={() => form.insertListItem('communications', emptyCommunication())}
        >
          {texts.addLetter}
        </Button>
      </Stack>
    </Fieldset>
  );
}

/** A day, or a month where the letter gives no day. */
function LetterDate({ form, at }: { form: NoticeForm; at: number }) {
  const path = `communications.${at}.date` as const;
  const [date, setDate] = useText(asProductsForm(form), path);
  const [monthOnly, setMonthOnly] = useState(date.length === 7);
  return (
    <div>
      <TextInput
        type={monthOnly ? 'month' : 'date'}
        label={monthOnly ? words.letterMonth : texts.letterDate}
        required
        value={date}
        onChange={(event) => setDate(event.currentTarget.value)}
        error={form.errors[path]}
        data-path={path}
      />
      <Checkbox
        mt={6}
        label={words.letterMonthOnly}
        checked={monthOnly}
        onChange={(event) => {
          setMonthOnly(event.currentTarget.checked);
          setDate(event.currentTarget.checked ? date.slice(0, 7) : '');
        }}
      />
    </div>
  );
}
