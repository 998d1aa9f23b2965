import { Alert, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ImportView } from '#contracts/imports';
import type { ImportColumnsView, ImportMapping } from '#contracts/import-mapping';
import { texts as shared } from '#web/texts';
import { Failure, formatNumber, LinkButton, Page, QueryView } from '#web/ui';
import { imports as texts } from '../../texts/en/imports';
import { ChooseFile } from './choose-file';
import { FindingGroups } from './finding-groups';
import { ImportFigures } from './import-figures';
import { Reading, Sending } from './import-progress';
import { columnsOf, importQuery, IMPORTS } from './imports.queries';
import { type Choice, firstChoice } from './mapping';
import { MapColumns } from './map-columns';
import { useUpload } from './use-upload';

/** From a file on the disk to pumps in the fleet: file, columns, trial run, import. Nothing is changed before the last. */
export function NewImportPage() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { like } = useSearch({ from: '/signed-in/imports/new' });
  const earlier = useQuery({
    ...importQuery(like ?? ''),
    enabled: like !== undefined,
    refetchInterval: false,
  });
  const [file, setFile] = useState<File | null>(null);
  const [columns, setColumns] = useState<ImportColumnsView | null>(null);
  const [choice, setChoice] = useState<Choice | null>(null);
  const [mapping, setMapping] = useState<ImportMapping | null>(null);
  const [trial, setTrial] = useState<string | null>(null);
  const [looking, setLooking] = useState(false);
  const [unreadable, setUnreadable] = useState<unknown>(null);
  const upload = useUpload();

  const look = async (chosen: File) => {
    setLooking(true);
    setUnreadable(null);
    try {
      const view = await columnsOf(chosen);
      setFile(chosen);
      setColumns(view);
      setChoice(firstChoice(view, earlier.data?.mapping ?? null));
    } catch (error) {
      setUnreadable(error);
    } finally {
      setLooking(false);
    }
  };
  const startOver = () => {
    setFile(null);
    setColumns(null);
    setMapping(null);
    setTrial(null);
  };
  const tryOut = async (chosen: ImportMapping) => {
    if (file === null) return;
    setMapping(chosen);
    setTrial(await upload.send(file, { dryRun: true, mapping: chosen }));
    void queries.invalidateQueries({ queryKey: [...IMPORTS, 'list'] });
  };
  const importIt = async () => {
    if (file === null) return;
    const id = await upload.send(file, { dryRun: false, mapping });
    if (id === null) return;
    void queries.invalidateQueries({ queryKey: [...IMPORTS, 'list'] });
    await navigate({ to: '/imports/$importId', params: { importId: id } });
  };
  const step = trial !== null ? 3 : mapping !== null ? 3 : columns !== null ? 2 : 1;
  return (
    <Page
      title={texts.newTitle}
      subtitle={texts.stepOf(step, texts.steps.length, texts.steps[step - 1] ?? '')}
      size={1100}
    >
      {columns === null || choice === null || file === null ? (
        <>
          {like !== undefined && <Text size="sm">{texts.asBefore}</Text>}
          <ChooseFile onFile={(chosen) => void look(chosen)} busy={looking} error={unreadable} />
        </>
      ) : mapping === null ? (
        <MapColumns
          view={columns}
          choice={choice}
          onChoice={setChoice}
          onMapped={(chosen) => void tryOut(chosen)}
          onOtherFile={startOver}
          fileName={file.name}
        />
      ) : upload.sent !== null ? (
        <Sending sent={upload.sent} onStop={upload.stop} />
      ) : trial === null ? (
        <NotSent error={upload.error} onAgain={() => void tryOut(mapping)} onBack={() => setMapping(null)} />
      ) : (
        <Trial
          id={trial}
          error={upload.error}
          onImport={() => void importIt()}
          onBack={() => {
            setTrial(null);
            setMapping(null);
          }}
        />
      )}
      <Leaving isSending={upload.isSending} />
    </Page>
  );
}

function NotSent({ error, onAgain, onBack }: { error: unknown; onAgain: () => void; onBack: () => void }) {
  return (
    <Stack>
      {error === null ? (
        <Alert color="gray">{texts.stopped}</Alert>
      ) : (
        <Failure error={error} onRetry={onAgain} />
      )}
      <Button variant="default" w="fit-content" onClick={onBack}>
        {texts.backToColumns}
      </Button>
    </Stack>
  );
}

/** The trial run while it is read, and what the import would do. */
function Trial({
  id,
  error,
  onImport,
  onBack,
}: {
  id: string;
  error: unknown;
  onImport: () => void;
  onBack: () => void;
}) {
  const query = useQuery(importQuery(id));
  return (
    <QueryView query={query} rows={3}>
      {(view) =>
        view.status === 'running' ? (
          <Reading view={view} />
        ) : (
          <TrialOutcome view={view} error={error} onImport={onImport} onBack={onBack} />
        )
      }
    </QueryView>
  );
}

function TrialOutcome({
  view,
  error,
  onImport,
  onBack,
}: {
  view: ImportView;
  error: unknown;
  onImport: () => void;
  onBack: () => void;
}) {
  const landing = view.created + view.updated;
  if (view.status === 'failed') {
    return (
      <Stack>
        <Alert role="alert" color="red" variant="outline" title={shared.common.failedTitle}>
          {view.error}
        </Alert>
        <Button variant="default" w="fit-content" onClick={onBack}>
          {texts.backToColumns}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack>
      <Title order={2} size="h3">
        {texts.wouldTitle}
      </Title>
      <ImportFigures view={view} />
      {error !== null && <Failure error={error} />}
      <Group justify="space-between">
        <Button variant="default" onClick={onBack}>
          {texts.backToColumns}
        </Button>
        {landing + view.refusedCount > 0 ? (
          <Button onClick={onImport}>
            {landing > 0 ? texts.goOn(formatNumber(landing)) : texts.goOnToMend}
          </Button>
        ) : (
          <LinkButton to="/devices">{texts.toFleet}</LinkButton>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {landing === 0 ? texts.nothingToImport : view.refusedCount > 0 ? texts.goOnHelp : null}
      </Text>
      {view.refusedCount > 0 && (
        <Stack gap="xs" component="section" aria-label={texts.refused}>
          <Title order={3} size="h4">
            {texts.refused}
          </Title>
          <FindingGroups findings={view.refused} all={view.refusedCount} tone="late" />
        </Stack>
      )}
      {view.warningCount > 0 && (
        <Stack gap="xs" component="section" aria-label={texts.warnings}>
          <Title order={3} size="h4">
            {texts.warnings}
          </Title>
          <FindingGroups findings={view.warnings} all={view.warningCount} tone="soon" />
        </Stack>
      )}
    </Stack>
  );
}

/** A file that is half sent is lost when the page is left: so a person is asked. */
function Leaving({ isSending }: { isSending: () => boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: isSending,
    enableBeforeUnload: isSending,
    withResolver: true,
  });
  return (
    <Modal
      data-dialog="import-leave"
      opened={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      title={texts.leaveTitle}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      <Stack>
        <Text size="sm">{texts.leave}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => blocker.proceed?.()}>
            {texts.leaveNow}
          </Button>
          <Button onClick={() => blocker.reset?.()}>{texts.stay}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
