import { Button, FileButton, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useMemo, useState } from 'react';
import { SerialList as SerialListView } from '#web/features/notices';
import { readSerials, readSerialsInPieces, type SerialList } from '#web/features/typed-products';
import { texts as shared } from '#web/texts';
import { ConfirmButton, tellFailure, ToneBadge } from '#web/ui';
import { noticeForm as texts } from '../../texts/en/notice-form';
import { type ProductsForm, ReadOut, useText } from './codes-input';
import { ListInput, LONG_TEXT } from './list-input';
import { UnreadableList } from './unreadable-list';

/** A short text is read at once, a long one in pieces; null while it is being read. */
function useSerialList(text: string): SerialList | null {
  const atOnce = useMemo(() => (text.length < LONG_TEXT ? readSerials(text) : null), [text]);
  const [read, setRead] = useState<{ text: string; list: SerialList } | null>(null);
  useEffect(() => {
    if (text.length < LONG_TEXT) return undefined;
    const given = new AbortController();
    readSerialsInPieces(text, given.signal).then(
      (list) => setRead({ text, list }),
      () => undefined, // another text came in between
    );
    return () => given.abort();
  }, [text]);
  return atOnce ?? (read?.text === text ? read.list : null);
}

/** The list of serial numbers of one product: as typed while it is short, as a summary to look through when it is long. */
export function SerialsInput({
  form,
  path,
  rangesPath,
}: {
  form: ProductsForm;
  path: string;
  rangesPath: string;
}) {
  const [text, setText] = useText(form, path);
  const [ranges, setRanges] = useText(form, rangesPath);
  const list = useSerialList(text);
  const long = text.length >= LONG_TEXT;
  const append = (more: string) => setText(joined(text, more));
  return (
    <Stack gap={4}>
      {long ? (
        <LongList form={form} path={path} list={list} onAppend={append} onClear={() => setText('')} />
      ) : (
        <ListInput
          label={texts.list}
          description={texts.listHint}
          value={text}
          onValue={setText}
          error={form.errors[path]}
          data-path={path}
        />
      )}
      <Group gap="xs">
        <FileButton
          accept="text/plain,text/csv,.txt,.csv"
          onChange={(file) =>
            void file?.text().then(append, (error: unknown) => tellFailure(error, texts.fileFailed))
          }
        >
          {(props) => (
            <Button {...props} size="xs" variant="default">
              {texts.chooseFile}
            </Button>
          )}
        </FileButton>
      </Group>
      {text.trim() !== '' && <ListReadOut list={list} />}
      {list !== null && (
        <UnreadableList
          text={text}
          unreadable={list.unreadable}
          onChange={setText}
          onMoveRanges={(moved, rest) => {
            setText(rest);
            setRanges(joined(ranges, moved.join('\n')));
          }}
        />
      )}
    </Stack>
  );
}

const joined = (text: string, more: string): string =>
  text.trim() === '' ? more : `${text.replace(/\n$/, '')}\n${more}`;

function ListReadOut({ list }: { list: SerialList | null }) {
  if (list === null) return <ReadOut>{texts.reading}</ReadOut>;
  const [first, last] = [list.values[0], list.values.at(-1)];
  return (
    <ReadOut>
      <Text size="sm" fw={600}>
        {texts.serialCount(list.values.length)}
      </Text>
      {first !== undefined && last !== undefined && <Text size="sm">{texts.firstLast(first, last)}</Text>}
      {list.duplicates > 0 && <ToneBadge tone="neutral">{texts.duplicates(list.duplicates)}</ToneBadge>}
    </ReadOut>
  );
}

function LongList({
  form,
  path,
  list,
  onAppend,
  onClear,
}: {
  form: ProductsForm;
  path: string;
  list: SerialList | null;
  onAppend: (more: string) => void;
  onClear: () => void;
}) {
  const [looking, look] = useDisclosure(false);
  const [adding, add] = useDisclosure(false);
  const [more, setMore] = useState('');
  const values = list?.values ?? [];
  return (
    <div role="group" aria-label={texts.list} data-path={path} tabIndex={-1}>
      <Text size="sm" fw={600}>
        {texts.list}
      </Text>
      <Group gap="xs" mt={4}>
        <Button size="xs" variant="default" disabled={list === null} onClick={look.open}>
          {texts.lookThrough}
        </Button>
        <Button size="xs" variant="default" onClick={add.toggle} aria-expanded={adding}>
          {texts.addMore}
        </Button>
        <ConfirmButton
          data-dialog="serials-clear"
          size="xs"
          variant="default"
          label={texts.clear}
          title={texts.clearTitle}
          question={texts.clearText(values.length)}
          confirm={texts.clear}
          onConfirm={async () => onClear()}
        />
      </Group>
      {form.errors[path] && (
        <Text size="sm" role="alert">
          {form.errors[path]}
        </Text>
      )}
      {adding && (
        <Group align="flex-end" mt="xs">
          <ListInput label={texts.more} rows={3} value={more} onValue={(text) => setMore(text)} flex={1} />
          <Button
            variant="default"
            disabled={more.trim() === ''}
            onClick={() => {
              onAppend(more);
              setMore('');
              add.close();
            }}
          >
            {texts.add}
          </Button>
        </Group>
      )}
      <Modal
        data-dialog="serials-list"
        opened={looking}
        onClose={look.close}
        title={texts.serialCount(values.length)}
        closeButtonProps={{ 'aria-label': shared.common.close }}
      >
        <SerialListView list={values} />
      </Modal>
    </div>
  );
}
