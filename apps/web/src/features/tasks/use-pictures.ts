import { useEffect, useRef, useState } from 'react';
import { type OutboxItem, offlineRuntime } from '#web/offline';
import type { Picture } from './photo';

/**
 * Pictures taken for this form; those of a refused piece of work are taken out of the store again. Gives also which of
 * these the person removed or took anew.
 */
export function usePictures(refused: OutboxItem | undefined) {
  const [pictures, setPictures] = useState<Picture[]>([]);
  const [offered, setOffered] = useState<readonly string[]>([]);
  const id = refused?.id;
  const known = refused?.work.kind === 'completion' ? refused.work.photos : null;
  const photos = useRef(known);
  useEffect(() => {
    photos.current = known;
  });
  useEffect(() => {
    if (id === undefined || photos.current === null) return;
    let gone = false;
    const kept = photos.current;
    void offlineRuntime().then(async ({ pictureOf }) => {
      const found: Picture[] = [];
      for (const { localId, field } of kept) {
        const content = await pictureOf(localId);
        if (content !== undefined) found.push({ localId, field, content, url: URL.createObjectURL(content) });
      }
      if (gone) return;
      setOffered(found.map(({ localId }) => localId));
      // one that was taken meanwhile stands in place of the one that was taken for its field before
      setPictures((now) => [
        ...found.filter(({ field }) => field === null || !now.some((taken) => taken.field === field)),
        ...now,
      ]);
    });
    return () => {
      gone = true;
    };
  }, [id]);
  const takenOut = offered.filter((localId) => !pictures.some((picture) => picture.localId === localId));
  return [pictures, setPictures, takenOut] as const;
}
