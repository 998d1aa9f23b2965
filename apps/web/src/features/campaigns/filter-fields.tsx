import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

/** What is typed goes into the address when the typing pauses; a change of the address from elsewhere comes back here. */
export function SearchField({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  const send = useDebouncedCallback((typed: string) => {
    sent.current = typed.trim();
    onChange(sent.current);
  }, 250);
  return (
    <TextInput
      type="search"
      label={label}
      placeholder={hint}
      leftSection={<Search size={14} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
      style={{ flex: '1 1 180px', maxWidth: 320 }}
    />
  );
}

/** One of a few; the first choice is no filter at all. */
export function Choice({
  label,
  any,
  options,
  value,
  onChange,
}: {
  label: string;
  any: string;
  options: Readonly<Record<string, string>> | ReadonlyArray<readonly [value: string, label: string]>;
  value: string | undefined;
  onChange: (value: string | null) => void;
}) {
  const list = Array.isArray(options) ? options : Object.entries(options as Record<string, string>);
  return (
    <NativeSelect
      label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || null)}
      style={{ flex: '1 1 140px', maxWidth: 220 }}
      data={[
        { value: '', label: any },
        ...list.map(([key, name]) => ({ value: key as string, label: name as string })),
      ]}
    />
  );
}
