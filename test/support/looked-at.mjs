// Which pages and dialogs axe-core looked at in a run of the browser specs, and which of all that there are it never saw.
// All that there are is read from the source: whoever adds a route or a dialog is told of it by the next run.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const web = resolve(import.meta.dirname, '../../apps/web/src');

/** What opens over a page. Each has a name: data-dialog="…". Those that pass one on are wrappers, whose users name it. */
const OPENS = ['Modal', 'Drawer', 'Dialog', 'Menu.Dropdown', 'Popover.Dropdown', 'HoverCard.Dropdown'];
/** Mantine gives the focus, keeps it, gives it back, and closes on Escape: nobody may switch that off. */
const MANNERS = ['trapFocus', 'returnFocus', 'closeOnEscape'];
/** What the program itself shows, outside of the web application. */
const SERVED = ['/ack/$token'];

/** Under a test run that asks for it: notes one look of axe. */
export function noteLook(look) {
  const folder = process.env['CLOSEOUT_LOOKED_AT'];
  if (folder !== undefined) appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify(look)}\n`);
}

/** One line for each page and dialog that no look in this folder shows, and for each dialog that cannot be told apart. */
export function neverLookedAt(folder) {
  const { pages, dialogs, faults } = everything();
  const looks = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  );
  const seen = new Set(looks.map((look) => pageOf(look, pages)));
  const opened = new Set(looks.flatMap((look) => look.dialogs));
  return [
    ...faults,
    ...[...opened]
      .filter((name) => !dialogs.includes(name))
      .map((name) => `a dialog is not in the source: ${name}`),
    ...pages.filter((page) => !seen.has(page)).map((page) => `axe never looked at the page ${page}`),
    ...dialogs.filter((name) => !opened.has(name)).map((name) => `axe never looked at the dialog ${name}`),
  ];
}

/** The page that was looked at; undefined while it was still loading. A plain address goes before one with parameters. */
function pageOf({ path, search, deadEnd, loading }, pages) {
  if (loading) return undefined;
  if (deadEnd !== null) return `dead end: ${deadEnd}`;
  const fits = (page) => {
    const [shape, query = ''] = page.split('?');
    const params = new URLSearchParams(search);
    return (
      new RegExp(`^${shape.replaceAll(/\$\w+/g, '[^/]+')}$`).test(path) &&
      [...new URLSearchParams(query)].every(([key, value]) => params.get(key) === value)
    );
  };
  const wild = (page) => page.split('$').length;
  return pages.filter(fits).toSorted((a, b) => wild(a) - wild(b) || b.length - a.length)[0];
}

/** Every page and dialog of the source. */
export function everything() {
  const pages = [...SERVED];
  const dialogs = [];
  const faults = [];
  const lists = {};
  const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.tsx?$/.test(file),
  );
  for (const file of files) {
    const visit = (node) => {
      const list = ts.isVariableDeclaration(node) && literals(node.initializer);
      if (list) lists[`${file} ${node.name.text}`] = list;
      if (ts.isCallExpression(node) && node.expression.getText() === 'createRoute') {
        const route = routeOf(node);
        if (route === undefined) faults.push(`${file}: a route whose path is no plain text`);
        else if (route.shown) pages.push(route.path);
      }
      if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
        const tag = node.tagName.getText();
        const given = attributesOf(node);
        const name = given.get('data-dialog');
        if (OPENS.includes(tag) && name === undefined) faults.push(`${file}: a ${tag} without data-dialog`);
        if (OPENS.includes(tag) && given.get('opened') === true)
          faults.push(`${file}: a ${tag} that is there only while it is open gives no focus back`);
        for (const manner of MANNERS)
          if (OPENS.includes(tag) && given.has(manner)) faults.push(`${file}: a ${tag} with ${manner}`);
        if (typeof name === 'string') {
          if (dialogs.includes(name)) faults.push(`${file}: a second dialog is named ${name}`);
          dialogs.push(name);
        }
        const deadEnd = given.get('data-dead-end');
        if (typeof deadEnd === 'string') pages.push(`dead end: ${deadEnd}`);
      }
      ts.forEachChild(node, visit);
    };
    const text = readFileSync(join(web, file), 'utf8');
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  }
  const tabs = lists['features/campaigns/search.ts tabs'];
  const steps = lists['routes/campaigns.routes.ts setupSteps'];
  return {
    pages: pages.flatMap((page) => {
      if (page === '/campaigns/$campaignId/$tab') return tabs.map((tab) => page.replace('$tab', tab));
      if (page === '/campaigns/$campaignId/setup') return steps.map((step) => `${page}?step=${step}`);
      return page === '/campaigns/new' ? [page, `${page}?how=type`] : [page];
    }),
    dialogs,
    faults,
  };
}

/** The texts of a list of nothing else. */
function literals(node) {
  const list = node && ts.isAsExpression(node) ? node.expression : node;
  if (!list || !ts.isArrayLiteralExpression(list) || !list.elements.every(ts.isStringLiteral))
    return undefined;
  return list.elements.map(({ text }) => text);
}

/** Its path, and whether it shows anything of its own: frames have no path but an id, and some only lead on. */
function routeOf(call) {
  const given = new Map(
    call.arguments[0].properties.map((property) => [property.name.getText(), property.initializer]),
  );
  const path = given.get('path');
  if (path === undefined && given.has('id')) return { shown: false };
  if (path === undefined || !ts.isStringLiteral(path)) return undefined;
  // "$" is whatever is none of our addresses: a dead end
  return { path: path.text, shown: given.has('component') && path.text !== '$' };
}

function attributesOf(node) {
  return new Map(
    node.attributes.properties.filter(ts.isJsxAttribute).map(({ name, initializer }) => {
      if (initializer === undefined) return [name.getText(), true];
      return [name.getText(), ts.isStringLiteral(initializer) ? initializer.text : null];
    }),
  );
}
