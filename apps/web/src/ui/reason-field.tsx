import { Textarea, type TextareaProps } from '@mantine/core';

/** Why a deed is done: it stands in the record. At most 4,000 characters, where the contract knows no other limit. */
export function ReasonField({
  onChange,
  ...field
}: { value: string; onChange: (reason: string) => void } & Omit<TextareaProps, 'value' | 'onChange'>) {
  return (
    <Textarea
      required
      autosize
      minRows={2}
      maxLength={4000}
      {...field}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
