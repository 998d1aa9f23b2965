import { Textarea, type TextareaProps } from '@mantine/core';
import type { ClipboardEvent } from 'react';

/** More than this is read from the clipboard without going through the text box, which would take seconds to lay it out. */
export const LONG_TEXT = 20_000;

/** A box for pasted lists. A long paste is handed over as it is, joined to what stood around the cursor. */
export function ListInput({
  value,
  onValue,
  ...rest
}: { value: string; onValue: (text: string) => void } & Omit<
  TextareaProps,
  'value' | 'onChange' | 'defaultValue'
>) {
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (pasted.length < LONG_TEXT) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    onValue(`${value.slice(0, selectionStart)}${pasted}${value.slice(selectionEnd)}`);
  };
  return (
    <Textarea
      rows={4}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      {...rest}
      value={value}
      onPaste={paste}
      onChange={(event) => onValue(event.currentTarget.value)}
    />
  );
}
