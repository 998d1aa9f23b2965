/**
 * The words and the shape of every e-mail, as Handlebars templates. They are TypeScript strings, since the compiler
 * copies no other files. HTML is for phones first: one column, no tables, no images, no scripts, styles in the tags
 * (mail programs drop style sheets), headings in order, links that say where they lead. Nothing tracks the reader.
 */

const text = {
  title: 'font-size:22px;line-height:28px;margin:0 0 12px;color:#14202b',
  section:
    'font-size:18px;line-height:24px;margin:28px 0 4px;padding-top:16px;border-top:2px solid #c9d3dc;color:#14202b',
  lateSection:
    'font-size:18px;line-height:24px;margin:28px 0 4px;padding-top:16px;border-top:2px solid #b3261e;color:#b3261e',
  site: 'font-size:16px;line-height:22px;margin:16px 0 0;color:#14202b',
  location: 'font-size:14px;line-height:20px;margin:10px 0 0;color:#51606d;font-weight:bold',
  item: 'margin:8px 0 0;padding:10px 12px;background:#f3f6f8;border-radius:6px',
  step: 'display:inline-block;padding:6px 0;color:#0b57a4;font-weight:bold;text-decoration:underline',
  quiet: 'color:#51606d',
  late: 'color:#b3261e;font-weight:bold',
  list: 'margin:8px 0 0;padding:0 0 0 20px',
  button:
    'display:inline-block;margin:20px 0 0;padding:12px 18px;background:#0b57a4;color:#ffffff;border-radius:6px;text-decoration:none;font-weight:bold',
  note: 'margin:0 0 12px;padding:8px 12px;border-left:4px solid #0b57a4;background:#f3f6f8;white-space:pre-line',
};

export const sectionHtml = `{{#each sections}}
<h2 style="{{#if late}}${text.lateSection}{{else}}${text.section}{{/if}}">{{heading}}</h2>
{{#each sites}}
<h3 style="${text.site}">{{site}}</h3>
{{#each locations}}
{{#if location}}<h4 style="${text.location}">{{location}}</h4>{{/if}}
{{#each items}}
<div style="${text.item}">
<div><strong>{{name}}</strong>{{#if detail}} <span style="${text.quiet}">{{detail}}</span>{{/if}}</div>
{{#each steps}}
<div style="margin:0 0 4px"><a href="{{href}}" aria-label="{{title}}: {{../name}}" style="${text.step}">{{title}}</a><br>
<span style="{{#if late}}${text.late}{{else}}${text.quiet}{{/if}}">{{due}}</span>{{#if who}}<span style="${text.quiet}">, with {{who}}</span>{{/if}}{{#if campaign}}<br><span style="${text.quiet}">{{campaign}}</span>{{/if}}</div>
{{/each}}
</div>
{{/each}}
{{/each}}
{{/each}}
{{/each}}`;

export const campaignsHtml = `{{#if campaigns}}<ul style="${text.list}">
{{#each campaigns}}<li style="margin:0 0 6px"><a href="{{href}}" style="color:#0b57a4">{{title}}</a>{{#if recallClass}} (Class {{recallClass}}){{/if}}: {{said}}{{#if reason}}<br><span style="${text.quiet}">{{reason}}</span>{{/if}}{{#if owner}}<br><span style="${text.quiet}">{{owner}} answers for this campaign.</span>{{/if}}</li>
{{/each}}</ul>{{/if}}`;

export const pageHtml = `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{{subject}}</title>
</head>
<body style="margin:0;padding:0;background:#ffffff">
<div lang="en" style="max-width:600px;margin:0 auto;padding:20px 16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:24px;color:#14202b">
<h1 style="${text.title}">{{title}}</h1>
{{#if note}}<p style="margin:0 0 4px">{{noteFrom}} writes:</p>
<p style="${text.note}">{{note}}</p>{{/if}}
{{#each paragraphs}}<p style="margin:0 0 12px">{{this}}</p>
{{/each}}
{{> campaigns}}
{{> sections sections=own}}
{{#if more}}<p style="margin:16px 0 0">{{more}}</p>{{/if}}
{{#if button}}<p style="margin:0"><a href="{{button.href}}" style="${text.button}">{{button.label}}</a></p>{{/if}}
{{#each standIns}}
<h2 style="${text.section}">{{heading}}</h2>
{{> campaigns}}
{{> sections sections=sections}}
{{#if more}}<p style="margin:16px 0 0">{{more}}</p>{{/if}}
{{/each}}
{{#if looking}}
{{#if looking.titled}}<h2 style="${text.section}">{{looking.heading}}</h2>{{/if}}
<p style="margin:0 0 12px">{{looking.said}}</p>
{{> sections sections=looking.sections}}
{{#if looking.more}}<p style="margin:16px 0 0">{{looking.more}}</p>{{/if}}
<p style="margin:0"><a href="{{looking.button.href}}" style="${text.button}">{{looking.button.label}}</a></p>
{{/if}}
{{#if raised}}
<h2 style="${text.section}">{{raised.heading}}</h2>
<ul style="${text.list}">
{{#each raised.people}}<li style="margin:0 0 6px">{{this}}</li>
{{/each}}</ul>
{{> sections sections=raised.sections}}
{{#if raised.more}}<p style="margin:16px 0 0">{{raised.more}}</p>{{/if}}
{{/if}}
<p style="margin:32px 0 0;padding-top:12px;border-top:1px solid #c9d3dc;font-size:14px;line-height:20px;${text.quiet}">{{why}}<br>{{sentBy}}</p>
</div>
</body>
</html>
`;

export const sectionText = `{{#each sections}}

{{upper heading}}
{{#each sites}}

{{site}}
{{#each locations}}
{{#if location}}
  {{location}}
{{/if}}
{{#each items}}
  * {{name}}{{#if detail}} ({{detail}}){{/if}}
{{#each steps}}
    - {{title}}: {{due}}{{#if who}}, with {{who}}{{/if}}
{{#if campaign}}
      {{campaign}}
{{/if}}
      {{href}}
{{/each}}
{{/each}}
{{/each}}
{{/each}}
{{/each}}
`;

export const campaignsText = `{{#if campaigns}}

{{#each campaigns}}
- {{title}}{{#if recallClass}} (Class {{recallClass}}){{/if}}: {{said}}
  {{href}}
{{#if reason}}
  {{reason}}
{{/if}}
{{#if owner}}
  {{owner}} answers for this campaign.
{{/if}}
{{/each}}
{{/if}}
`;

export const pageText = `{{title}}
{{#if note}}

{{noteFrom}} writes:
{{quote note}}
{{/if}}
{{#each paragraphs}}

{{this}}
{{/each}}
{{> campaignsText}}
{{> sectionsText sections=own}}
{{#if more}}

{{more}}
{{/if}}
{{#if button}}

{{button.label}}: {{button.href}}
{{/if}}
{{#each standIns}}

{{upper heading}}
{{> campaignsText}}
{{> sectionsText sections=sections}}
{{#if more}}

{{more}}
{{/if}}
{{/each}}
{{#if looking}}
{{#if looking.titled}}

{{upper looking.heading}}
{{/if}}

{{looking.said}}
{{> sectionsText sections=looking.sections}}
{{#if looking.more}}

{{looking.more}}
{{/if}}

{{looking.button.label}}: {{looking.button.href}}
{{/if}}
{{#if raised}}

{{upper raised.heading}}
{{#each raised.people}}
- {{this}}
{{/each}}
{{> sectionsText sections=raised.sections}}
{{#if raised.more}}

{{raised.more}}
{{/if}}
{{/if}}

-- 
{{why}}
{{sentBy}}
`;
