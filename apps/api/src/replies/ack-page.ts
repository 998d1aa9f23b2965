import Handlebars from 'handlebars';
import type { AckPage } from '#domain/replies';
import { dayInWords, momentInWords } from '#platform/mail';

/** Nothing but this page itself: no script, no picture, and its one form goes back to where it came from. */
export const ACK_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const page = Handlebars.compile<{
  heading: string;
  facts: AckPage | null;
  /** of the letter, and of the confirmation */
  date: string | null;
  when: string | null;
  fault: string | null;
}>(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{heading}}</title>
<style>
body { margin: 0; font: 17px/1.5 system-ui, sans-serif; color: #14202b; background: #fff; }
main { max-width: 36rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.4rem; line-height: 1.3; }
dt { color: #51606d; } dd { margin: 0 0 0.75rem; font-weight: 600; }
label { display: block; font-weight: 600; }
input { font: inherit; width: 100%; box-sizing: border-box; padding: 0.6rem; margin: 0.25rem 0 1rem; border: 1px solid #51606d; border-radius: 6px; }
button { font: inherit; font-weight: 700; padding: 0.75rem 1.25rem; border: 0; border-radius: 6px; color: #fff; background: #0b57a4; }
.fault { color: #b3261e; font-weight: 600; }
</style>
</head>
<body><main>
<h1>{{heading}}</h1>
{{#if facts}}
<dl><dt>Notice</dt><dd>{{facts.title}}</dd><dt>Firm</dt><dd>{{facts.firm}}</dd>{{#if date}}<dt>Date</dt><dd>{{date}}</dd>{{/if}}</dl>
{{#if facts.acknowledged}}
<p role="status">Confirmed by {{facts.acknowledged.by}} on {{when}}. There is nothing more to do here.</p>
{{else}}
<form method="post">
<label for="name">Your name</label>
{{#if fault}}<p class="fault" id="fault">{{fault}}</p>{{/if}}
<input id="name" name="name" required maxlength="200" autocomplete="name"{{#if fault}} aria-invalid="true" aria-describedby="fault"{{/if}}>
<button type="submit">I have read this notice</button>
</form>
{{/if}}
{{else}}
<p>This link is over, or it was never given out. The newest message that you got has a new one.</p>
{{/if}}
</main></body>
</html>
`);

/** @param facts null: the link opens nothing */
export function renderAckPage(facts: AckPage | null, fault: string | null = null): string {
  const done = facts?.acknowledged ?? null;
  return page({
    heading: facts === null ? 'This link is over' : done === null ? 'Confirm a notice' : 'Thank you',
    facts,
    date: facts?.date == null ? null : dayInWords(facts.date),
    when: done === null ? null : momentInWords(done.at, 'UTC'),
    fault,
  });
}
