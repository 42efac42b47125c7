/**
 * Under which name the source of an ES module exports its variable `local`; null when it does not. The text is searched,
 * not parsed: words in comments and strings may be taken for an export, and then the new process does not find it.
 */
export function exportsName(source: string, local: string | undefined): string | null {
  if (local === undefined) return null;
  const name = local.replaceAll('$', '\\$');
  const declared = `export\\s+(?:async\\s+)?(?:function\\s*\\*?|class)\\s+${name}(?![\\w$])`;
  const variable = `export\\s+(?:const|let|var)\\s[^]*?(?<![\\w$])${name}(?![\\w$])`;
  if (new RegExp(`\\b(?:${declared}|${variable})`).test(source)) return local;
  for (const [, list] of source.matchAll(/\bexport\s*\{([^}]*)\}/g)) {
    const item = new RegExp(`(?:^|,)\\s*${name}(?:\\s+as\\s+([\\w$]+|"[^"]*"))?\\s*(?=,|$)`).exec(
      list as string,
    );
    if (item !== null) return item[1]?.replaceAll('"', '') ?? local;
  }
  const isDefault = `\\bexport\\s+default\\s+(?:async\\s+)?(?:function\\s*\\*?|class)?\\s*${name}(?![\\w$])`;
  return new RegExp(isDefault).test(source) ? 'default' : null;
}
