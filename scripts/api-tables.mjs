// The last part of every page of docs/api: a table of all names, made from the doc comments.
//   node scripts/api-tables.mjs            writes them (npm run docs)
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { publicApi } from './public-api.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const MARK = '<!-- What follows is made from the doc comments by `npm run docs`. -->';

/** Every page with names of its own: `{ file, text }`, the text as it should be. */
export function pagesWithTables() {
  const byPage = grouped(named(), pageOf);
  return [...byPage].map(([page, names]) => {
    const file = path.join(root, 'docs', 'api', `${page}.md`);
    if (!existsSync(file))
      throw new Error(`${names[0].path} (${names[0].file}) needs a page docs/api/${page}.md`);
    const [written = ''] = readFileSync(file, 'utf8').split(`\n${MARK}`);
    return { file, text: `${written.trimEnd()}\n\n${MARK}\n\n${section(page, names)}\n` };
  });
}

const named = () => publicApi().filter(({ kind }) => kind !== 'namespace');

const fileOf = (page) => path.join(root, 'docs', 'api', `${page}.md`);

/** Folders whose public names are explained with another. */
const homes = { fork: 'os', launch: 'context' };

/** A page a folder of lib; names of the native layer are with the module that exports them. */
function pageOf({ file, path: way }) {
  const folder = file.split('/')[1].replace(/\.ts$/, '');
  return homes[folder] ?? (folder === 'native' ? way.split('.')[0] : folder);
}

function section(page, all) {
  const names = [...all].sort((a, b) => shown(page, a).localeCompare(shown(page, b), 'en'));
  const constants = names.filter(({ text, kind }) => text === '' && kind === 'value');
  const parts = [
    ['Every name', names.filter(({ text, kind }) => kind !== 'type' && text !== '')],
    ['Types', names.filter(({ kind }) => kind === 'type')],
  ]
    .filter(([, rows]) => rows.length > 0)
    .map(
      ([title, rows]) =>
        `## ${title}\n\n| | |\n| --- | --- |\n${rows.map((row) => line(page, row)).join('\n')}`,
    );
  if (constants.length > 0) {
    parts.push(`## Constants\n\n${constants.map((each) => `\`${shown(page, each)}\``).join(' ')}`);
  }
  return parts.join('\n\n');
}

const line = (page, each) => `| \`${shown(page, each)}${each.call}\` | ${firstSentence(each.text)} |`;

const shown = (page, { path: way }) => (way.startsWith(`${page}.`) ? way.slice(page.length + 1) : way);

function firstSentence(text) {
  const plain = text.replaceAll(/\{@link ([^}]+)\}/g, '`$1`').replaceAll(/\s+/g, ' ');
  return (/^.*?[.!?](?=\s+[A-Z`(]|$)/.exec(plain)?.[0] ?? plain).replaceAll('|', '\\|');
}

function grouped(list, keyOf) {
  const groups = new Map();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { file, text } of pagesWithTables()) writeFileSync(file, text);
}
