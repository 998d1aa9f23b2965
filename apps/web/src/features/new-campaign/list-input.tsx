import { Textarea, type TextareaProps } from '@mantine/core';
import { type ClipboardEvent, useEffect, useState } from 'react';

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
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (pasted.length < LONG_TEXT) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    onValue(`${typed.slice(0, selectionStart)}${pasted}${typed.slice(selectionEnd)}`);
  };
  return (
    <Textarea
      rows={4}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      {...rest}
      value={typed}
      onPaste={paste}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onValue(event.currentTarget.value);
      }}
    />
  );
}
