import { Code, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { texts as shared } from '#web/texts';
import { formatMoment, QueryView, ScrollTable, Section } from '#web/ui';
import { signatures as texts } from '../../texts/en/closeout';
import { signaturesQuery } from './closeout.queries';

/** Who signed what, when and with which meaning, with the hash over the text that was signed (21 CFR 11.50, 11.70). */
export function Signatures({ campaignId }: { campaignId: string }) {
  const query = useQuery(signaturesQuery(campaignId));
  return (
    <Section title={texts.title}>
      <QueryView query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm">{texts.none}</Text>
          ) : (
            <ScrollTable label={texts.caption} minWidth={720}>
              <Table aria-label={texts.caption} verticalSpacing={6}>
                <Table.Thead>
                  <Table.Tr>
                    {[texts.act, texts.who, texts.when, texts.meaning, texts.hash].map((label) => (
                      <Table.Th key={label}>{label}</Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((signature) => (
                    <Table.Tr key={signature.id}>
                      <Table.Td fw={600}>{texts.acts[signature.act]}</Table.Td>
                      <Table.Td>
                        {signature.signer.name}
                        <Text size="xs" c="dimmed">
                          {shared.roles[signature.role] ?? signature.role}
                        </Text>
                      </Table.Td>
                      <Table.Td>{formatMoment(signature.signedAt)}</Table.Td>
                      <Table.Td>
                        <Stack gap={2}>
                          <Text size="sm">{signature.meaning}</Text>
                          {signature.reason !== null && (
                            <Text size="sm" fs="italic">
                              “{signature.reason}”
                            </Text>
                          )}
                        </Stack>
                      </Table.Td>
                      <Table.Td maw={260}>
                        <details>
                          <summary>
                            <Code>{signature.hash.slice(0, 16)}…</Code>
                          </summary>
                          <Text size="xs">{signature.hash}</Text>
                          <Text size="xs" fw={600} mt={4}>
                            {texts.text}
                          </Text>
                          <Text size="xs" ff="monospace">
                            {signature.signed}
                          </Text>
                        </details>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollTable>
          )
        }
      </QueryView>
    </Section>
  );
}
