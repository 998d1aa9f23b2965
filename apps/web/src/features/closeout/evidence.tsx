import { Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { FileArchive, FileText } from 'lucide-react';
import { apiPath } from '#web/api';
import { Section } from '#web/ui';
import { evidence as texts } from '../../texts/en/closeout';

/** What is handed to a surveyor, and how they verify it without Closeout. */
export function Evidence({ campaignId }: { campaignId: string }) {
  return (
    <Section title={texts.title}>
      <Text size="sm">{texts.what}</Text>
      <Group gap="sm">
        <Button
          component="a"
          href={apiPath(`reports/campaigns/${campaignId}.pdf`)}
          target="_blank"
          rel="noreferrer"
          variant="default"
          leftSection={<FileText size={16} aria-hidden />}
        >
          {texts.report}
        </Button>
        <Button
          component="a"
          href={apiPath(`reports/campaigns/${campaignId}/evidence.zip`)}
          download
          variant="default"
          leftSection={<FileArchive size={16} aria-hidden />}
        >
          {texts.pack}
        </Button>
      </Group>
      <details>
        <summary>{texts.verify}</summary>
        <Stack gap="xs" mt="xs">
          <List type="ordered" size="sm">
            {texts.steps.map((step, n) => (
              <List.Item key={step}>
                {step}
                {n === 1 && (
                  <>
                    {' '}
                    {texts.commands.map((command) => (
                      <Code key={command} mr="xs">
                        {command}
                      </Code>
                    ))}
                  </>
                )}
              </List.Item>
            ))}
          </List>
          <Text size="sm">{texts.note}</Text>
        </Stack>
      </details>
    </Section>
  );
}
