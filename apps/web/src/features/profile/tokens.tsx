import { Button, Code, CopyButton, Group, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Page } from '#contracts/common';
import type { NewTokenView, TokenView } from '#contracts/identity';
import { request } from '#web/api';
import { ConfirmButton, Failure, formatMoment, QueryView } from '#web/ui';
import { profile } from '../../texts/en/people';

const KEY = ['tokens'] as const;

/** The person's own API tokens: made, shown once, revoked. */
export function Tokens() {
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => request<Page<TokenView>>('GET', 'tokens', { query: { limit: 200 }, signal }),
  });
  const revoke = (id: string) =>
    request('DELETE', `tokens/${id}`).then(() => queries.invalidateQueries({ queryKey: KEY }));
  return (
    <Paper withBorder p="md">
      <Stack>
        <Title order={2} size="h3">
          {profile.tokens}
        </Title>
        <Text size="sm" c="dimmed">
          {profile.tokensHelp}
        </Text>
        <QueryView query={list} rows={2}>
          {({ items }) =>
            items.length === 0 ? (
              <Text size="sm">{profile.noTokens}</Text>
            ) : (
              <Table.ScrollContainer minWidth={520} type="native">
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{profile.tokenName}</Table.Th>
                      <Table.Th>{profile.lastUsed}</Table.Th>
                      <Table.Th>{profile.expires}</Table.Th>
                      <Table.Th>{profile.revoke}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {items.map(({ id, name, lastUsedAt, expiresAt }) => (
                      <Table.Tr key={id}>
                        <Table.Td>{name}</Table.Td>
                        <Table.Td>{lastUsedAt === null ? profile.never : formatMoment(lastUsedAt)}</Table.Td>
                        <Table.Td>{expiresAt === null ? profile.noExpiry : formatMoment(expiresAt)}</Table.Td>
                        <Table.Td>
                          <ConfirmButton
                            data-dialog="token-revoke"
                            size="compact-sm"
                            variant="subtle"
                            label={profile.revoke}
                            aria-label={`${profile.revoke}: ${name}`}
                            title={profile.revokeTitle(name)}
                            question={profile.revokeQuestion}
                            confirm={profile.revoke}
                            onConfirm={() => revoke(id)}
                          />
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )
          }
        </QueryView>
        <MakeToken onMade={() => void queries.invalidateQueries({ queryKey: KEY })} />
      </Stack>
    </Paper>
  );
}

function MakeToken({ onMade }: { onMade: () => void }) {
  const [name, setName] = useState('');
  const [lastDay, setLastDay] = useState('');
  const making = useMutation({
    mutationFn: () =>
      request<NewTokenView>('POST', 'tokens', {
        body: {
          ...(name.trim() === '' ? {} : { name }),
          // to the end of the day, where the person is
          expiresAt: lastDay === '' ? null : new Date(`${lastDay}T23:59:59`).toISOString(),
        },
      }),
    onSuccess: () => {
      setName('');
      setLastDay('');
      onMade();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group align="flex-end" gap="xs">
          <TextInput
            label={profile.tokenName}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={profile.tokenExpires}
            value={lastDay}
            onChange={(event) => setLastDay(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={making.isPending}>
            {profile.makeToken}
          </Button>
        </Group>
        {making.error !== null && <Failure error={making.error} />}
        {making.data !== undefined && (
          <Paper withBorder p="sm" role="status">
            <Text size="sm" fw={600}>
              {profile.newToken}
            </Text>
            <Code block style={{ whiteSpace: 'pre-wrap' }}>
              {making.data.token}
            </Code>
            <Group mt="xs">
              <CopyButton value={making.data.token}>
                {({ copied, copy }) => (
                  <Button size="xs" onClick={copy}>
                    {copied ? profile.copied : profile.copy}
                  </Button>
                )}
              </CopyButton>
              <Text size="sm" c="dimmed">
                {profile.newTokenHelp}
              </Text>
            </Group>
          </Paper>
        )}
      </Stack>
    </form>
  );
}
