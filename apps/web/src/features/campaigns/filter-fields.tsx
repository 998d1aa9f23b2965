import { NativeSelect } from '@mantine/core';

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
