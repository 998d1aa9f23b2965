import { Button, FileButton, Paper, Stack, Text, Title } from '@mantine/core';
import { FileSpreadsheet } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { Failure } from '#web/ui';
import { imports as texts } from '../../texts/en/imports';

/** A workbook is no CSV file, whatever its first bytes would be read as. */
const fault = ({ name, size }: File): string | null =>
  /\.(?:xlsx?|xlsm|ods|numbers)$/i.test(name)
    ? texts.notCsv(name)
    : size === 0
      ? texts.emptyFile(name)
      : null;

/** A CSV file from the disk: chosen, or dropped onto the field. */
export function ChooseFile({
  onFile,
  busy,
  error,
}: {
  onFile: (file: File) => void;
  busy: boolean;
  error: unknown;
}) {
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const take = (file: File | null | undefined) => {
    if (!file) return;
    const why = fault(file);
    setRefused(why);
    if (why === null) onFile(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <Stack>
      <Paper
        withBorder
        p="xl"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        style={{
          borderStyle: 'dashed',
          borderWidth: 2,
          ...(over ? { borderColor: 'var(--app-info)', background: 'var(--app-info-soft)' } : {}),
        }}
      >
        <Stack align="center" gap="xs" ta="center">
          <FileSpreadsheet size={32} aria-hidden />
          <Title order={2} size="h3">
            {texts.chooseTitle}
          </Title>
          <FileButton
            onChange={take}
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
            inputProps={{ 'aria-label': texts.choose, tabIndex: -1 }}
          >
            {(props) => (
              <Button {...props} size="md" loading={busy}>
                {texts.choose}
              </Button>
            )}
          </FileButton>
          <Text size="sm" visibleFrom="sm">
            {texts.drop}
          </Text>
          <Text size="sm" c="dimmed" maw={520}>
            {texts.chooseHelp}
          </Text>
          {busy && (
            <Text size="sm" role="status">
              {texts.reading}
            </Text>
          )}
        </Stack>
      </Paper>
      {refused !== null && (
        <Text role="alert" size="sm" fw={600}>
          {refused}
        </Text>
      )}
      {error !== null && <Failure error={error} />}
    </Stack>
  );
}
