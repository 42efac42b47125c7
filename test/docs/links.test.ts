/** Every link from a page to something in the repository leads there, its anchor included. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, pages, root, tokensOf } from './pages';

const byName = new Map(pages.map((page) => [page.name, page]));

test.each(pages)('$name', (page) => {
  const targets = [...tokensOf(page.tokens, 'link'), ...tokensOf(page.tokens, 'image')]
    .map((token) => String(token['href']))
    .filter((href) => !/^[a-z]+:/.test(href));
  const broken = targets.filter((href) => !leadsSomewhere(page.name, href));
  expect(broken).toEqual([]);
});

test('a broken link and a broken anchor are noticed', () => {
  expect(leadsSomewhere('README.md', 'no-such-page.md')).toBe(false);
  expect(leadsSomewhere('README.md', '#no-such-heading')).toBe(false);
  expect(leadsSomewhere('README.md', 'LICENSE')).toBe(true);
});

function leadsSomewhere(from: string, href: string): boolean {
  const [file = '', anchor] = href.split('#');
  const name = file === '' ? from : path.normalize(path.join(path.dirname(from), decodeURI(file)));
  if (!existsSync(path.join(root, name))) return false;
  if (anchor === undefined) return true;
  const page = byName.get(name);
  return page !== undefined && anchorsOf(page).has(decodeURIComponent(anchor));
}
