/**
 * The reference against the library: every public name has a doc comment, the tables of docs/api are those of the doc
 * comments, every code of an error stands in docs/api/errors.md, and what the pages name exists.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type * as ApiTables from '../../scripts/api-tables.mjs';
import type * as PublicApi from '../../scripts/public-api.mjs';
import { knownWords } from './known-words';
import { pages, root, tokensOf, type Page } from './pages';

const script = (name: string): string => path.join(root, 'scripts', name);
const { publicApi, identifiers } = (await import(script('public-api.mjs'))) as typeof PublicApi;
const { pagesWithTables } = (await import(script('api-tables.mjs'))) as typeof ApiTables;
const references = pages.filter(({ name }) => name.startsWith('docs/api/'));

/** Constants of C and types of C: the C headers and the manual say what they are. */
const isConstant = /^([A-Z]+_[A-Z0-9_]+|W[A-Z]+|NSIG|SIG[A-Z0-9]+|c_\w+)$/;

test('every public name but a constant of C has a doc comment', () => {
  const bare = publicApi().filter(
    ({ name, text, kind }) => text === '' && kind !== 'namespace' && !isConstant.test(name),
  );
  expect(bare.map((each) => `${each.path} (${each.file})`)).toEqual([]);
});

test('the tables of docs/api are up to date (else: npm run docs)', () => {
  for (const { file, text } of pagesWithTables()) expect(readFileSync(file, 'utf8'), file).toBe(text);
});

test('every page of the reference is found from docs/README.md', () => {
  const index = pages.find(({ name }) => name === 'docs/README.md');
  const links = tokensOf(index?.tokens ?? [], 'link').map((link) => path.join('docs', String(link['href'])));
  expect(links).toEqual(expect.arrayContaining(references.map(({ name }) => name)));
});

const codesThrown = new Set(['lib', 'native'].flatMap((folder) => sources(folder).flatMap(codesIn)));

test('every code of an error stands in docs/api/errors.md', () => {
  const explained = codesIn(readFileSync(path.join(root, 'docs', 'api', 'errors.md'), 'utf8'));
  expect([...codesThrown].filter((code) => !explained.includes(code)).sort()).toEqual([]);
});

const own = identifiers();

test.each(references)('$name names only what exists', (page) => {
  const exists = (word: string): boolean => own.has(word) || knownWords.has(word) || codesThrown.has(word);
  expect([...new Set(namesIn(page).filter((word) => !exists(word)))]).toEqual([]);
});

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|cc|h)$/.test(name))
    .map((name) => readFileSync(path.join(root, folder, name), 'utf8'));
}

function codesIn(text: string): string[] {
  return text.match(/\bERR_[A-Z_]+\b/g) ?? [];
}

/** The words before a parenthesis, and the parts of names with dots, in the code spans of a page. */
function namesIn(page: Page): string[] {
  const spans = tokensOf(page.tokens, 'codespan').map((token) => String(token['text']));
  return spans.flatMap((span) => [
    ...[...span.matchAll(/\b([A-Za-z_]\w*)\(/g)].map(([, word]) => word ?? ''),
    ...(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(span) ? span.split('.') : []),
  ]);
}
