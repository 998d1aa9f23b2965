import { Alert, Button, Code, Select, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { type AuditEntryView, AuditVerification } from '#contracts/audit';
import { request } from '#web/api';
import { PersonSelect } from '#web/features/people';
import { Failure, FilterBar, LoadMore, Nothing, Page, QueryView, usedOf, usePages } from '#web/ui';
import { audit } from '../../texts/en/administration';
import { subjectWords } from '../../texts/en/audit-words';
import { AuditEntries } from './audit-entries';

const SUBJECTS = Object.entries(subjectWords)
  .filter(([value]) => value !== 'unreadable')
  .map(([value, label]) => ({ value, label }))
  .toSorted((one, other) => one.label.localeCompare(other.label));

/** Who did what, newest first, and the proof that nobody has rewritten it. */
export function AuditPage() {
  const search = useSearch({ from: '/signed-in/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const change = (part: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...part }, replace: true });
  const list = usePages<AuditEntryView>({
    key: ['audit'],
    path: 'audit',
    query: {
      subjectType: search.subjectType,
      subjectId: search.subjectId,
      actor: search.actor,
      // whole days, where the person is
      from: search.from && new Date(`${search.from}T00:00:00`).toISOString(),
      to: search.to && new Date(`${search.to}T23:59:59.999`).toISOString(),
      limit: 100,
    },
  });
  return (
    <Page title={audit.title} subtitle={audit.subtitle} actions={<Verify />}>
      <FilterBar label={audit.title} used={usedOf(search.subjectType, search.actor, search.from, search.to)}>
        <Select
          clearable
          label={audit.subject}
          placeholder={audit.anySubject}
          data={SUBJECTS}
          value={search.subjectType ?? null}
          onChange={(value) => change({ subjectType: value ?? undefined, subjectId: undefined })}
        />
        <PersonSelect
          label={audit.actor}
          value={search.actor ?? null}
          onChange={(id) => change({ actor: id ?? undefined })}
        />
        <TextInput
          type="date"
          label={audit.from}
          value={search.from ?? ''}
          onChange={(event) => change({ from: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          label={audit.to}
          value={search.to ?? ''}
          onChange={(event) => change({ to: event.currentTarget.value || undefined })}
        />
      </FilterBar>
      <QueryView query={list}>
        {() =>
          list.rows.length === 0 ? (
            <Nothing title={audit.none}>{audit.noneHelp}</Nothing>
          ) : (
            <AuditEntries entries={list.rows} />
          )
        }
      </QueryView>
      <LoadMore more={list.more} />
    </Page>
  );
}

function Verify() {
  const verifying = useMutation({
    mutationFn: () => request('GET', 'audit/verify', { reads: AuditVerification }),
  });
  const found = verifying.data;
  return (
    <div>
      <Button
        variant="default"
        leftSection={<ShieldCheck size={16} aria-hidden />}
        loading={verifying.isPending}
        onClick={() => verifying.mutate()}
      >
        {audit.verify}
      </Button>
      {verifying.error !== null && <Failure error={verifying.error} />}
      {found !== undefined && (
        <Alert
          mt="xs"
          role="status"
          color={found.ok ? 'green' : 'red'}
          variant="outline"
          title={found.ok ? undefined : audit.broken}
        >
          {found.ok ? audit.verified(found.entries, found.chains) : found.firstBroken?.explanation}
          <Text size="xs" mt={4}>
            {audit.digest}: <Code>{found.digest}</Code>
          </Text>
        </Alert>
      )}
    </div>
  );
}
