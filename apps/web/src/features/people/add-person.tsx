import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { CreateUser } from '#contracts/identity';
import { texts } from '#web/texts';
import { Failure, tellDone } from '#web/ui';
import { people } from '../../texts/en/people';
import { createPerson, peopleKey } from './people.queries';
import { lacksSite, PersonFields, type PersonValues } from './person-fields';

const EMPTY: PersonValues & { password: string } = {
  email: '',
  name: '',
  role: 'technician',
  allSites: false,
  siteIds: [],
  homeSiteId: null,
  leadId: null,
  timeZone: null,
  digestHour: null,
  password: '',
};
const bodyOf = ({ password, ...facts }: typeof EMPTY) => ({
  ...facts,
  ...(password === '' ? {} : { password }),
});

export function AddPerson() {
  const [opened, { open, close }] = useDisclosure(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const validate = schemaResolver(CreateUser, { sync: true });
  const form = useForm({
    initialValues: EMPTY,
    validate: (values) => ({
      ...(lacksSite(values) ? { siteIds: people.siteNeeded } : {}),
      ...validate(bodyOf(values)),
    }),
  });
  const adding = useMutation({
    mutationFn: (values: typeof EMPTY) => createPerson(CreateUser.parse(bodyOf(values))),
    onSuccess: async (person) => {
      await queries.invalidateQueries({ queryKey: peopleKey });
      tellDone(people.created(person.name));
      close();
      form.reset();
      await navigate({ to: '/people/$personId', params: { personId: person.id } });
    },
  });
  return (
    <>
      <Button leftSection={<UserPlus size={16} aria-hidden />} onClick={open}>
        {people.add}
      </Button>
      <Modal
        data-dialog="person-add"
        opened={opened}
        onClose={close}
        title={people.add}
        size="xl"
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <form noValidate onSubmit={form.onSubmit((values) => adding.mutate(values))}>
          <Stack>
            <PersonFields form={form} />
            <PasswordInput
              label={people.password}
              description={people.passwordHelp}
              autoComplete="new-password"
              {...form.getInputProps('password')}
            />
            {adding.error !== null && <Failure error={adding.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {texts.common.cancel}
              </Button>
              <Button type="submit" loading={adding.isPending}>
                {people.add}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
