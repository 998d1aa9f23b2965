import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { LoadMore } from './load-more';
import type { More } from './use-pages';

/**
 * Tens of thousands of cards one below the other, for a phone: the page itself scrolls, only those in sight are drawn,
 * and the next page of the API is asked for before the end comes in sight. Cards may differ in height.
 */
export function VirtualCards<Row>({
  label,
  rows,
  rowKey,
  more,
  card,
  estimate = 96,
}: {
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** null: there are no further rows */
  more: More | null;
  card: (row: Row) => ReactNode;
  /** about how high a card is, in pixels */
  estimate?: number;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    setTop((frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  const list = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => estimate,
    overscan: 8,
    gap: 8,
    scrollMargin: top,
    getItemKey: (index) => rowKey(rows[index] as Row),
  });
  const shown = list.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== null && !more.loading && lastShown >= rows.length - 10) more.load();
  }, [lastShown, rows.length, more]);
  return (
    <div ref={frame}>
      <div role="list" aria-label={label} style={{ height: list.getTotalSize(), position: 'relative' }}>
        {shown.map((item) => (
          <div
            key={item.key}
            ref={list.measureElement}
            data-index={item.index}
            role="listitem"
            aria-posinset={item.index + 1}
            aria-setsize={more === null ? rows.length : -1}
            style={{
              position: 'absolute',
              insetInlineStart: 0,
              top: 0,
              width: '100%',
              transform: `translateY(${item.start - top}px)`,
            }}
          >
            {card(rows[item.index] as Row)}
          </div>
        ))}
      </div>
      <LoadMore more={more} mt="xs" w="100%" />
    </div>
  );
}
