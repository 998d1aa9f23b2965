import { Box, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { LoadMore } from './load-more';
import type { More } from './use-pages';

export interface Column<Row> {
  key: string;
  label: string;
  /** CSS grid track: "2fr", "120px", … */
  width: string;
  cell: (row: Row) => ReactNode;
}

/**
 * A table of tens of thousands of rows of which only those in sight are drawn. It asks for the next page (a keyset
 * cursor of the API) before its end comes in sight. Rows have one height, in pixels.
 */
export function VirtualTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  total,
  more,
  rowHeight = 44,
  height = 'calc(100dvh - 320px)',
}: {
  label: string;
  columns: ReadonlyArray<Column<Row>>;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** how many there are in all, where that is known */
  total?: number;
  /** null: there are no further rows */
  more: More | null;
  rowHeight?: number;
  height?: string;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const shown = list.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== null && !more.loading && lastShown >= rows.length - 20) more.load();
  }, [lastShown, rows.length, more]);
  const grid = {
    display: 'grid',
    gridTemplateColumns: columns.map(({ width }) => width).join(' '),
    gap: 8,
    alignItems: 'center',
  };
  return (
    <Box>
      <div
        ref={frame}
        role="table"
        aria-label={label}
        aria-rowcount={total ?? (more === null ? rows.length + 1 : -1)}
        tabIndex={0}
        style={{
          maxHeight: height,
          // a low screen still shows some rows, and a short list no empty frame
          minHeight: Math.min(160, 40 + rows.length * rowHeight),
          overflow: 'auto',
          border: '1px solid var(--mantine-color-default-border)',
          borderRadius: 4,
        }}
      >
        <div
          role="rowgroup"
          style={{
            position: 'sticky',
            top: 0,
            zIndex: 1,
            background: 'var(--mantine-color-body)',
            minWidth: 'min-content',
            width: '100%',
          }}
        >
          <div
            role="row"
            aria-rowindex={1}
            style={{
              ...grid,
              padding: '8px 12px',
              borderBottom: '2px solid var(--mantine-color-default-border)',
            }}
          >
            {columns.map((column) => (
              <Text key={column.key} role="columnheader" size="xs" fw={700} component="div">
                {column.label}
              </Text>
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          style={{
            height: list.getTotalSize(),
            position: 'relative',
            minWidth: 'min-content',
            width: '100%',
          }}
        >
          {shown.map((item) => {
            const row = rows[item.index] as Row;
            return (
              <div
                key={rowKey(row)}
                role="row"
                aria-rowindex={item.index + 2}
                style={{
                  ...grid,
                  position: 'absolute',
                  insetInlineStart: 0,
                  width: '100%',
                  height: item.size,
                  transform: `translateY(${item.start}px)`,
                  padding: '0 12px',
                  borderBottom: '1px solid var(--mantine-color-default-border)',
                }}
              >
                {columns.map((column) => (
                  <Text key={column.key} role="cell" size="sm" component="div" truncate>
                    {column.cell(row)}
                  </Text>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      <LoadMore more={more} mt="xs" size="xs" />
    </Box>
  );
}
