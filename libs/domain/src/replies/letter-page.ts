import Handlebars from 'handlebars';

/** A letter in words; the same for text and HTML. */
export interface LetterPage {
  subject: string;
  title: string;
  paragraphs: string[];
  button: { href: string; label: string } | null;
  /** why the reader gets it, and who sent it */
  footer: string;
}

const html = Handlebars.compile<LetterPage>(`<!doctype html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{subject}}</title></head>
<body style="margin:0;padding:0;background:#ffffff">
<div lang="en" style="max-width:600px;margin:0 auto;padding:20px 16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:24px;color:#14202b">
<h1 style="font-size:22px;line-height:28px;margin:0 0 12px">{{title}}</h1>
{{#each paragraphs}}<p style="margin:0 0 12px">{{this}}</p>
{{/each}}
{{#if button}}<p style="margin:0"><a href="{{button.href}}" style="display:inline-block;margin:8px 0 0;padding:12px 18px;background:#0b57a4;color:#ffffff;border-radius:6px;text-decoration:none;font-weight:bold">{{button.label}}</a></p>{{/if}}
<p style="margin:32px 0 0;padding-top:12px;border-top:1px solid #c9d3dc;font-size:14px;line-height:20px;color:#51606d">{{footer}}</p>
</div>
</body>
</html>
`);

export function renderLetter(page: LetterPage): { subject: string; text: string; html: string } {
  const button = page.button === null ? [] : [`${page.button.label}:\n${page.button.href}`];
  return {
    // a title is free text and may hold a line break, which a header may not
    subject: page.subject.replaceAll(/\s+/g, ' ').trim(),
    text: `${[page.title, ...page.paragraphs, ...button, page.footer].join('\n\n')}\n`,
    html: html(page),
  };
}
