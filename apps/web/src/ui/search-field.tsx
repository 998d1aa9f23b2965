import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useState } from 'react';

/**
 * What is typed goes into the address when the typing pauses, or with Enter; a change of the address from elsewhere (Back,
 * "Clear filters", the header's own search) comes back here. What is being typed meanwhile stays.
 * @param value what the address says
 */
export function SearchField({
  value,
  onChange,
  onEnter,
  ...input
}: {
  value: string;
  onChange: (value: string) => void;
  onEnter?: (value: string) => void;
} & Omit<TextInputProps, 'value' | 'onChange'>) {
  const [text, setText] = useState(value);
  const [address, setAddress] = useState(value);
  /** what this field put into the address, as long as it has not arrived there */
  const [sent, setSent] = useState<readonly string[]>([]);
  if (address !== value) {
    setAddress(value);
    const arrived = sent.indexOf(value);
    setSent(sent.slice(arrived + 1));
    if (arrived === -1) setText(value);
  }
  const tell = (typed: string) => {
    if (typed !== value) setSent([...sent, typed]);
    onChange(typed);
  };
  const pause = useDebouncedCallback(tell, 250);
  return (
    <TextInput
      type="search"
      leftSection={<Search size={15} aria-hidden />}
      {...input}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        pause(event.currentTarget.value.trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        pause.cancel();
        tell(text.trim());
        onEnter?.(text.trim());
      }}
    />
  );
}
