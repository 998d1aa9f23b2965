import { z } from 'zod';

/** What a person calls a type of value. */
const types: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
  null: 'empty',
  date: 'a day',
};
const formats: Record<string, string> = {
  date: 'is not a day that exists. Write it as 2020-08-28',
  datetime: 'is not a moment. Write it as 2020-08-28T14:05:00Z',
  email: 'is not an e-mail address. Write it as name@example.org',
  url: 'is not a web address. Write it as https://example.org',
  uuid: 'is not a UUID',
};
const counted = (n: unknown, one: string, many = `${one}s`): string =>
  Number(n) === 1 ? `one ${one}` : `${String(n)} ${many}`;

/**
 * What is wrong with a value and what to do, as words that go on from the name of its field ("must not be empty"). For
 * whatever a schema says nothing of its own about: zod's own words name types of the program.
 */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      if (issue.input === null) return 'must not be empty';
      return `must be ${types[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be "${String(issue.values[0])}"`
        : `must be one of: ${issue.values.map(String).join(', ')}`;
    case 'too_small': {
      const { minimum, origin } = issue;
      if (origin === 'string')
        return Number(minimum) <= 1 ? 'must not be empty' : `needs at least ${counted(minimum, 'character')}`;
      if (origin === 'array') return `needs at least ${counted(minimum, 'entry', 'entries')}`;
      return issue.inclusive === false ? `must be more than ${minimum}` : `must be at least ${minimum}`;
    }
    case 'too_big': {
      const { maximum, origin } = issue;
      if (origin === 'string') return `is too long: at most ${counted(maximum, 'character')}`;
      if (origin === 'array') return `has too many: at most ${counted(maximum, 'entry', 'entries')}`;
      return issue.inclusive === false ? `must be less than ${maximum}` : `must be at most ${maximum}`;
    }
    case 'invalid_format':
      return formats[issue.format] ?? 'is not written in the expected form';
    case 'unrecognized_keys':
      return `has what is not known here: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return 'has none of the expected forms';
    default:
      return undefined;
  }
}

z.config({ customError: sentence });
