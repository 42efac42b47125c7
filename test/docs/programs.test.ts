/**
 * Every code block of the documentation that is tagged js, mjs, ts, cjs or mts is a program and runs to its end.
 * A block that is no program carries another tag (text, sh, python).
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import ts from 'typescript';
import { scaled } from '../helpers/deadline';
import { runProgram } from '../helpers/program';
import { pages, root, tokensOf } from './pages';

// Inside the repository, so that the programs find the package by its name.
mkdirSync(path.join(root, 'build'), { recursive: true });
const folder = mkdtempSync(path.join(root, 'build', 'docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const extensions: Record<string, string> = { js: 'mjs', mjs: 'mjs', ts: 'mts', mts: 'mts', cjs: 'cjs' };

const programs = pages.flatMap((page) =>
  tokensOf(page.tokens, 'code')
    .map((block) => ({
      language: String(block['lang'] ?? '').split(/\s/)[0] ?? '',
      text: String(block['text']),
    }))
    .filter(({ language }) => language in extensions)
    .map((block, index) => ({ ...block, title: `${page.name}, program ${index + 1}` })),
);

test('there are programs in the README', () => {
  expect(programs.some(({ title }) => title.startsWith('README.md'))).toBe(true);
});

test.each(programs)(
  '$title',
  async ({ title, language, text }) => {
    const file = path.join(folder, `${title.replace(/[^a-z0-9]+/gi, '-')}.${runnable(language)}`);
    writeFileSync(file, asJavaScript(language, text));
    const result = await runProgram([file], { timeout: 20_000 });
    expect(result, `${result.stderr}\n${text}`).toMatchObject({ code: 0, signal: null });
  },
  scaled(30_000),
);

function runnable(language: string): string {
  return language === 'cjs' ? 'cjs' : 'mjs';
}

/** Types stripped; the types themselves are tested in test/types. */
function asJavaScript(language: string, text: string): string {
  if (extensions[language] !== 'mts') return text;
  const options: ts.CompilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(text, { compilerOptions: options }).outputText;
}
