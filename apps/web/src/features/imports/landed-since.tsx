import { Stack, Text } from '@mantine/core';
import type { ImportView } from '#contracts/imports';
import { formatNumber, Link } from '#web/ui';
import { imports as texts } from '../../texts/en/imports';

/** Lines that are named in one sentence; the rest is counted. */
const FEW = 12;

/** Which of the refused rows of an import landed since, and with which import of mended rows. */
export function LandedSince({ view }: { view: ImportView }) {
  if (view.mended.length === 0) return null;
  return (
    <Stack gap={4} role="status">
      {view.mended.map(({ importId, rows, lines }) => {
        const named = lines.slice(0, FEW);
        const more = rows - named.length;
        return (
          <Text size="sm" key={importId}>
            {texts.landedSince(named.map(formatNumber).join(', '), more > 0 ? formatNumber(more) : null)}{' '}
            <Link to="/imports/$importId" params={{ importId }}>
              {texts.importNo(importId)}
            </Link>
          </Text>
        );
      })}
      {view.refusedLeft === 0 && <Text size="sm">{texts.allLandedSince}</Text>}
    </Stack>
  );
}
