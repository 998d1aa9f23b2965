import { Alert, Button, FileInput, Group, List, Modal, Stack, Table, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';
import type { ImportNoticesAnswer } from '#contracts/notice-import';
import { useMay } from '#web/session';
import { texts as shared } from '#web/texts';
import { Failure, Link, LinkButton, ToneBadge } from '#web/ui';
import { notices as texts } from '../../texts/en/notices';
import { noticePath } from './notice-path';
import { useImportNotices } from './notices.queries';

/** Notices in the documented shape, or an answer of openFDA: a file or its text. What was refused is told entry by entry. */
export function ImportNotices() {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" onClick={open}>
        {texts.import}
      </Button>
      <Modal
        data-dialog="notices-import"
        opened={opened}
        onClose={close}
        size="lg"
        title={texts.importTitle}
        keepMounted
        closeButtonProps={{ 'aria-label': shared.common.close }}
      >
        <ImportForm />
      </Modal>
    </>
  );
}

function ImportForm() {
  const send = useImportNotices();
  const [file, setFile] = useState<File | null>(null);
  const [pasted, setPasted] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const text = file === null ? pasted : await file.text();
    if (text.trim() === '') return setProblem(texts.importEmpty);
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return setProblem(texts.importNotJson);
    }
    setProblem(null);
    send.mutate(body);
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <Text size="sm">{texts.importText}</Text>
        <FileInput
          label={texts.importFile}
          accept="application/json,.json"
          clearable
          clearButtonProps={{ 'aria-label': shared.common.close }}
          value={file}
          onChange={setFile}
        />
        <Textarea
          label={texts.importPaste}
          rows={6}
          disabled={file !== null}
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
          error={problem}
        />
        {send.error !== null && <Failure error={send.error} />}
        {send.data !== undefined && <Imported answer={send.data} />}
        <Group justify="flex-end">
          <Button type="submit" loading={send.isPending}>
            {texts.importNow}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Imported({ answer: { created, refused } }: { answer: ImportNoticesAnswer }) {
  const may = useMay();
  // one entry may stand against the shape in several places
  const entries = new Set(refused.map(({ index }) => index)).size;
  return (
    <Stack gap="sm" role="status">
      <Alert color="gray" variant="outline" title={texts.imported(created.length)}>
        <List size="sm" spacing={6}>
          {created.map(({ id, title, needsReading, warnings }) => (
            <List.Item key={id}>
              <Link to="/notices/$noticeId" params={{ noticeId: id }} size="sm">
                {title}
              </Link>{' '}
              {needsReading && <ToneBadge tone="soon">{texts.needsReading}</ToneBadge>}
              {warnings.map((warning) => (
                <Text key={warning} size="xs" c="dimmed">
                  {warning}
                </Text>
              ))}
              {may('campaign.manage') && (
                <LinkButton to="/campaigns/new" search={{ notice: id }} size="compact-xs" variant="default">
                  {texts.respond}
                </LinkButton>
              )}
            </List.Item>
          ))}
        </List>
      </Alert>
      {refused.length > 0 && (
        <Alert color="red" variant="outline" title={texts.refused(entries)}>
          <Table.ScrollContainer minWidth={320} type="native" className="whole-words">
            <Table aria-label={texts.refused(entries)}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{texts.entry}</Table.Th>
                  <Table.Th>{texts.where}</Table.Th>
                  <Table.Th>{texts.why}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {refused.slice(0, 200).map(({ index, path, reason }) => (
                  <Table.Tr key={`${index} ${path} ${reason}`}>
                    <Table.Td>{index + 1}</Table.Td>
                    <Table.Td>{noticePath(path)}</Table.Td>
                    <Table.Td>{reason}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Alert>
      )}
    </Stack>
  );
}
