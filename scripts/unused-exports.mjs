// Fails on functions, classes and constants that a file of lib exports and nobody else uses: no other file, no test, not
// the package's users. (Types are left out: what a signature names has to be exported; and lib/native, which says
// what the addon says.)
//   node scripts/unused-exports.mjs
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const lib = path.join(root, 'lib') + path.sep;
const entries = ['index', 'os/index', 'signal/index', 'multiprocessing', 'futures/index'].map((name) =>
  path.join(lib, `${name}.ts`),
);
const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const program = ts.createProgram(fileNames, options);
const checker = program.getTypeChecker();
const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(lib));

const used = new Set(entries.flatMap((entry) => everything(program.getSourceFile(entry))));
for (const file of files) visit(file, file);

const tests = readdirSync(path.join(root, 'test'), { recursive: true })
  .filter((name) => /\.m?[tj]s$/.test(name))
  .map((name) => readFileSync(path.join(root, 'test', name), 'utf8'))
  .join('\n');
const checked = files.filter(({ fileName }) => !fileName.startsWith(path.join(lib, 'native')));
const unused = checked.flatMap((file) =>
  exportsOf(file)
    .filter((symbol) => symbol.flags & ts.SymbolFlags.Value && declaredIn(symbol, file) && !used.has(symbol))
    .filter((symbol) => !tests.includes(symbol.name))
    .map((symbol) => `${path.relative(root, file.fileName)}: ${symbol.name}`),
);
for (const line of unused) console.error(`exported, used nowhere else: ${line}`);
process.exit(unused.length > 0 ? 1 : 0);

/** Notes what `node`, in `file`, names of other files. Handing a name on is no use of it. */
function visit(node, file) {
  if (ts.isExportDeclaration(node)) return;
  if (ts.isIdentifier(node)) {
    const symbol = resolved(checker.getSymbolAtLocation(node));
    const isImport = ts.isImportSpecifier(node.parent) || ts.isImportClause(node.parent);
    if (symbol && !isImport && !declaredIn(symbol, file)) used.add(symbol);
  }
  ts.forEachChild(node, (child) => visit(child, file));
}

/** What a file exports, with the contents of the namespaces among it. */
function everything(file) {
  return exportsOf(file).flatMap((symbol) => {
    const module = symbol.declarations?.find(ts.isSourceFile);
    return module ? [symbol, ...everything(module)] : [symbol];
  });
}

function exportsOf(file) {
  const module = checker.getSymbolAtLocation(file);
  return module === undefined ? [] : checker.getExportsOfModule(module).map(resolved);
}

function resolved(symbol) {
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function declaredIn(symbol, file) {
  return (symbol.declarations ?? []).some((declaration) => declaration.getSourceFile() === file);
}
