// What the package exports, read from its declarations by the TypeScript compiler: names, doc comments, where from.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Every public name: `{ name, path, file, kind, call, text, tags, members }`. `path` is how a user reaches it
 * ('os.promises.waitpid'), `file` its source ('lib/os/promises.ts'), `call` its parameters, for what can be called
 * ('(pid, options?)'), `text` the description in its doc comment.
 */
export function publicApi() {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const entries = Object.entries(manifest.exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([entry, target]) => [entry, path.join(root, target.require.types)]);
  const program = ts.createProgram(
    entries.map(([, file]) => file),
    {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts'],
    },
  );
  const checker = program.getTypeChecker();
  const found = new Map(); // by declaration
  for (const [entry, file] of entries) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${path.relative(root, file)} is not there: npm run build`);
    const prefix = entry === '.' ? '' : `${path.basename(entry)}.`;
    collect(checker, checker.getSymbolAtLocation(source), prefix, found);
  }
  return [...found.values()].sort((a, b) => a.path.localeCompare(b.path));
}

function collect(checker, module, prefix, found) {
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const [declaration] = symbol.declarations ?? [];
    if (declaration === undefined) continue;
    if (ts.isSourceFile(declaration)) {
      const inner = `${prefix}${exported.name}.`;
      if (!found.has(declaration)) {
        found.set(declaration, { ...describe(checker, symbol, exported.name, prefix), kind: 'namespace' });
        collect(checker, symbol, inner, found);
      }
      continue;
    }
    const known = found.get(declaration);
    const own = describe(checker, symbol, exported.name, prefix);
    // What several entries export is known by its shortest path.
    if (known === undefined || own.path.length < known.path.length) found.set(declaration, own);
  }
}

function describe(checker, symbol, name, prefix) {
  const [declaration] = symbol.declarations;
  return {
    name,
    path: prefix + name,
    file: sourceOf(declaration),
    kind: kindOf(declaration),
    call: callOf(checker, symbol, declaration),
    ...comment(checker, symbol),
    members: membersOf(checker, symbol),
  };
}

function kindOf(declaration) {
  if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)) return 'type';
  return ts.isClassDeclaration(declaration) ? 'class' : 'value';
}

function callOf(checker, symbol, declaration) {
  const [signature] = checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures();
  if (signature === undefined) return '';
  const names = signature.getParameters().map((parameter) => {
    const [own] = parameter.declarations ?? [];
    if (own === undefined || !ts.isParameter(own)) return parameter.name;
    return `${own.dotDotDotToken ? '...' : ''}${parameter.name}${own.questionToken || own.initializer ? '?' : ''}`;
  });
  return `(${names.join(', ')})`;
}

function comment(checker, symbol) {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  return { text, tags: symbol.getJsDocTags(checker).map(({ name }) => name) };
}

/** Public members of a class or an interface, static ones too. */
function membersOf(checker, symbol) {
  const own = [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])];
  return own
    .filter(({ name, declarations }) => !name.startsWith('__') && declarations?.every(isPublic))
    .map((member) => ({ name: member.name, ...comment(checker, member) }));
}

function isPublic(declaration) {
  if (ts.isTypeParameterDeclaration(declaration)) return false;
  const modifiers = ts.getCombinedModifierFlags(declaration);
  return (modifiers & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
}

function sourceOf(declaration) {
  const file = path.relative(path.join(root, 'dist'), declaration.getSourceFile().fileName);
  return path.posix.join('lib', file.replace(/\.d\.m?ts$/, '.ts'));
}

/** Every identifier and every quoted word in the declarations: names of parameters, options, fields, choices. */
export function identifiers() {
  const words = new Set();
  for (const file of readdirSync(path.join(root, 'dist'), { recursive: true })) {
    if (!file.endsWith('.d.ts')) continue;
    const text = readFileSync(path.join(root, 'dist', file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
    const visit = (node) => {
      if (ts.isIdentifier(node) || ts.isStringLiteral(node)) words.add(node.text);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return words;
}
