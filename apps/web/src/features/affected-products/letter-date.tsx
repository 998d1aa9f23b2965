import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { notices as texts } from '../../texts/en/notices';
import { type ProductsForm, useText } from './codes-input';

/** The date of a letter in a form: a day, or a month where the letter gives no day. */
export function LetterDate({ form, path, label }: { form: ProductsForm; path: string; label: string }) {
  const [date, setDate] = useText(form, path);
  const [monthOnly, setMonthOnly] = useState(date.length === 7);
  return (
    <div>
      <TextInput
        type={monthOnly ? 'month' : 'date'}
        label={monthOnly ? texts.letterMonth : label}
        required
        value={date}
        onChange={(event) => setDate(event.currentTarget.value)}
        error={form.errors[path]}
        data-path={path}
      />
      <Checkbox
        mt={6}
        label={texts.letterMonthOnly}
        checked={monthOnly}
        onChange={(event) => {
          setMonthOnly(event.currentTarget.checked);
          setDate(event.currentTarget.checked ? date.slice(0, 7) : '');
        }}
      />
    </div>
  );
}
