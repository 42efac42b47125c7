/** The Markdown pages of the repository, parsed. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { lexer, type Token, type Tokens } from 'marked';

export const root = path.join(__dirname, '..', '..');

export interface Page {
  /** Path from the root of the repository. */
  name: string;
  tokens: Token[];
}

const SKIPPED = /^(node_modules|build|dist|prebuilds|coverage|\.git)(\/|$)/;

export const pages: readonly Page[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md') && !SKIPPED.test(name) && !name.includes('node_modules'))
  .sort()
  .map((name) => ({ name, tokens: lexer(readFileSync(path.join(root, name), 'utf8')) }));

/** All tokens of a page of one type, nested ones too. */
export function tokensOf<T extends Token['type']>(tokens: readonly Token[], type: T): Tokens.Generic[] {
  return tokens.flatMap((token) => {
    const inner = Object.values(token as unknown as Record<string, unknown>).flatMap(nested);
    return [...(token.type === type ? [token as Tokens.Generic] : []), ...tokensOf(inner, type)];
  });
}

function nested(value: unknown): Token[] {
  if (!Array.isArray(value)) return [];
  const list = value as unknown[];
  return list.flatMap((each) => {
    if (Array.isArray(each)) return nested(each);
    if (each !== null && typeof each === 'object' && 'type' in each) return [each as Token];
    return each !== null && typeof each === 'object' && 'tokens' in each ? nested(each.tokens) : [];
  });
}

/** The anchors of a page's headings, spelled as the usual Markdown renderers do. */
export function anchorsOf(page: Page): Set<string> {
  const seen = new Map<string, number>();
  const anchors = tokensOf(page.tokens, 'heading').map((heading) => {
    const plain = String(heading['text'])
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(plain) ?? 0;
    seen.set(plain, times + 1);
    return times === 0 ? plain : `${plain}-${times}`;
  });
  return new Set(anchors);
}
