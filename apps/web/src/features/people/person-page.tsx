import { Alert, Button, Group, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { PatchUser, type UserView } from '#contracts/identity';
import { allSitesQuery } from '#web/features/sites';
import { useMay } from '#web/session';
import { texts } from '#web/texts';
import {
  ConfirmButton,
  Failure,
  Link,
  LinkButton,
  Page,
  QueryView,
  tellDone,
  tellFailure,
  ToneBadge,
} from '#web/ui';
import { ProblemError } from '#web/api';
import { people } from '../../texts/en/people';
import { LeaveForm } from './leave-form';
import { invitePerson, patchPerson, peopleKey, personQuery, setPersonLeave } from './people.queries';
import { lacksSite, PersonFields, type PersonValues } from './person-fields';

export function PersonPage() {
  const { personId } = useParams({ from: '/signed-in/people/$personId' });
  const query = useQuery(personQuery(personId));
  return (
    <Page
      title={query.data?.name ?? people.title}
      subtitle={query.data && `${query.data.email} · ${texts.roles[query.data.role]}`}
      size={900}
      actions={
        <LinkButton variant="default" to="/tasks" search={{ assignee: personId, status: 'open' } as never}>
          {people.openTasks}
        </LinkButton>
      }
    >
      <QueryView query={query}>{(person) => <Person key={person.id} person={person} />}</QueryView>
    </Page>
  );
}

function Person({ person }: { person: UserView }) {
  const may = useMay();
  const queries = useQueryClient();
  const changed = () => queries.invalidateQueries({ queryKey: peopleKey });
  const inviting = useMutation({
    mutationFn: () => invitePerson(person.id),
    onSuccess: ({ sentTo }) => tellDone(people.invited(sentTo)),
    onError: (error) => tellFailure(error),
  });
  return (
    <Stack>
      <Group gap="xs">
        <ToneBadge tone={person.active ? 'done' : 'neutral'}>
          {person.active ? people.active : people.inactive}
        </ToneBadge>
        {may('user.manage') && person.active && (
          <Button size="xs" variant="default" loading={inviting.isPending} onClick={() => inviting.mutate()}>
            {people.invite}
          </Button>
        )}
      </Group>
      {inviting.data?.inMailbox === true && (
        <Alert role="status" variant="outline">
          {people.invitedHere(inviting.data.sentTo)}{' '}
          <Link to="/mailbox" search={{ q: inviting.data.sentTo }}>
            {people.toMailbox}
          </Link>
        </Alert>
      )}
      {person.mailRefusedAt !== null && (
        <Alert color="red" variant="outline" title={people.mailRefused}>
          {people.mailRefusedLong(person.mailRefusedReason)}
        </Alert>
      )}
      {may('user.manage') ? <PersonForm person={person} /> : <PersonFacts person={person} />}
      {(may('user.manage') || may('task.assign')) && (
        <LeaveForm leave={person.leave} onSet={(leave) => setPersonLeave(person.id, leave).then(changed)} />
      )}
      {may('user.manage') &&
        (person.active ? (
          <ConfirmButton
            data-dialog="person-deactivate"
            label={people.deactivate}
            title={people.deactivateTitle(person.name)}
            question={people.deactivateQuestion}
            confirm={people.deactivate}
            color="red"
            variant="outline"
            w="fit-content"
            onConfirm={() => patchPerson(person.id, { version: person.version, active: false }).then(changed)}
          />
        ) : (
          <Button
            variant="default"
            w="fit-content"
            onClick={() =>
              void patchPerson(person.id, { version: person.version, active: true }).then(
                changed,
                (error: unknown) => tellFailure(error),
              )
            }
          >
            {people.activate}
          </Button>
        ))}
    </Stack>
  );
}

function PersonFacts({ person }: { person: UserView }) {
  const sites = useQuery(allSitesQuery).data ?? [];
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h3">
        {people.givenSites}
      </Title>
      <Text size="sm">
        {person.allSites
          ? people.allSites
          : sites
              .filter(({ id }) => person.siteIds.includes(id))
              .map(({ name }) => name)
              .join(', ')}
      </Text>
      {person.lead !== null && (
        <Text size="sm" mt="xs">
          {people.lead}: {person.lead.name}
        </Text>
      )}
    </Paper>
  );
}

const valuesOf = (person: UserView): PersonValues & { password: string } => ({
  email: person.email,
  name: person.name,
  role: person.role,
  allSites: person.allSites,
  siteIds: person.siteIds,
  homeSiteId: person.homeSiteId,
  leadId: person.lead?.id ?? null,
  timeZone: person.timeZone,
  digestHour: person.digestHour,
  password: '',
});

function PersonForm({ person }: { person: UserView }) {
  const queries = useQueryClient();
  const bodyOf = ({ password, ...facts }: ReturnType<typeof valuesOf>) => ({
    ...facts,
    version: person.version,
    ...(password === '' ? {} : { password }),
  });
  const validate = schemaResolver(PatchUser, { sync: true });
  const form = useForm({ initialValues: valuesOf(person), validate: (values) => validate(bodyOf(values)) });
  const saving = useMutation({
    mutationFn: (values: ReturnType<typeof valuesOf>) =>
      patchPerson(person.id, PatchUser.parse(bodyOf(values))),
    onSuccess: async (saved) => {
      queries.setQueryData(personQuery(person.id).queryKey, saved);
      form.setInitialValues(valuesOf(saved));
      form.setFieldValue('password', '');
      tellDone(people.saved);
      await queries.invalidateQueries({ queryKey: peopleKey });
    },
    onError: async (error) => {
      if (error instanceof ProblemError && error.status === 409)
        await queries.invalidateQueries({ queryKey: peopleKey });
    },
  });
  const stale = saving.error instanceof ProblemError && saving.error.code === 'user.stale';
  return (
    <Paper withBorder p="md">
      <form noValidate onSubmit={form.onSubmit((values) => saving.mutate(values))}>
        <Stack>
          <PersonFields form={form} />
          {lacksSite(form.values) && (
            <Alert color="yellow" variant="outline">
              {people.siteNeeded}
            </Alert>
          )}
          <PasswordInput
            label={people.newPassword}
            description={people.newPasswordHelp}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          {saving.error !== null &&
            (stale ? (
              <Alert color="yellow" variant="outline">
                {people.stale}
              </Alert>
            ) : (
              <Failure error={saving.error} />
            ))}
          <Group justify="flex-end">
            <Button type="submit" loading={saving.isPending}>
              {texts.common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
