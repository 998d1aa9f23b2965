import { Button, Fieldset, Group, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { noticeForm as texts } from '../../texts/en/notice-form';
import type { UseFormReturnType } from '@mantine/form';
import { asProductsForm, LetterDate } from '#web/features/affected-products';
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
              <LetterDate
                form={asProductsForm(form)}
                path={`communications.${at}.date`}
                label={texts.letterDate}
              />
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
