import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { mendLines, mendPiece, type Unreadable } from '#web/features/typed-products';
import { noticeForm as texts } from '../../texts/en/notice-form';

const MOST_SHOWN = 20;

/**
 * What of a pasted list cannot be read, by line and with the reason: each entry can be mended or taken out in place.
 * @param onChange gets the whole text anew
 * @param onMoveRanges gets the entries that are ranges, and the text without them
 */
export function UnreadableList({
  text,
  unreadable,
  onChange,
  onMoveRanges,
}: {
  text: string;
  unreadable: readonly Unreadable[];
  onChange: (text: string) => void;
  onMoveRanges?: (ranges: string[], rest: string) => void;
}) {
  if (unreadable.length === 0) return null;
  const ranges = unreadable.filter(({ reason }) => reason === 'range');
  return (
    <Alert color="red" variant="outline" title={texts.unreadable(unreadable.length)} p="sm">
      <Stack gap="xs">
        <Text size="sm">{texts.unreadableHint}</Text>
        <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
          {unreadable.slice(0, MOST_SHOWN).map((entry) => (
            <Mend
              key={`${entry.line} ${entry.text}`}
              entry={entry}
              onMend={(by) => onChange(replaced(text, [entry], by))}
            />
          ))}
        </Stack>
        {unreadable.length > MOST_SHOWN && (
          <Text size="sm">{texts.unreadableMore(unreadable.length - MOST_SHOWN)}</Text>
        )}
        <Group gap="xs">
          {onMoveRanges !== undefined && ranges.length > 0 && (
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                onMoveRanges(
                  ranges.map((entry) => entry.text),
                  replaced(text, ranges, ''),
                )
              }
            >
              {texts.toRanges}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => onChange(replaced(text, unreadable, ''))}>
            {texts.takeOutAll}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

function Mend({ entry, onMend }: { entry: Unreadable; onMend: (by: string) => void }) {
  const [by, setBy] = useState(entry.text);
  return (
    <li>
      <Text size="sm">
        {texts.line(entry.line)}: “{entry.text.slice(0, 40)}” {texts.reasons[entry.reason]}
      </Text>
      <Group gap={4}>
        <TextInput
          size="xs"
          flex={1}
          miw={110}
          maw={260}
          aria-label={texts.mended(entry.line)}
          value={by}
          onChange={(event) => setBy(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            onMend(by);
          }}
        />
        <Button size="xs" variant="default" disabled={by === entry.text} onClick={() => onMend(by)}>
          {texts.apply}
        </Button>
        <Button size="xs" variant="default" onClick={() => onMend('')}>
          {texts.takeOut}
        </Button>
      </Group>
    </li>
  );
}

/** The text with these entries replaced; a line of which nothing is left goes too. */
export function replaced(text: string, entries: readonly Unreadable[], by: string): string {
  const lines = text.split('\n');
  const mended = new Map<number, string | null>();
  for (const { line, text: piece } of entries) {
    const was = mended.get(line) ?? lines[line - 1] ?? '';
    mended.set(line, mendPiece(was, piece, by));
  }
  for (const [line, left] of mended) if (left !== null && left.trim() === '') mended.set(line, null);
  return mendLines(text, mended);
}
