// Bundles the map into static/map.js, with a hash of its sources in the first line, and gathers the licences of what is in it.
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '..', 'static');

/** SHA-256 over names and contents of the sources; tests/ui/test_ui_map_bundle.py does the same. */
function hash() {
  const files = ['build.mjs', 'package.json', 'package-lock.json', ...readdirSync(join(here, 'src')).sort().map((f) => `src/${f}`)];
  const sum = createHash('sha256');
  for (const file of files) sum.update(`${file}\0`).update(readFileSync(join(here, file))).update('\0');
  return sum.digest('hex');
}

const {metafile, outputFiles} = await build({
  absWorkingDir: here,
  entryPoints: ['src/index.js'],
  outfile: 'map.js',
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'twinMap',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  loader: {'.css': 'text'},
  define: {'process.env.NODE_ENV': '"production"'},
  alias: {'@loaders.gl/core': './src/loaders.js', '@loaders.gl/images': './src/loaders.js'},
  metafile: true,
  write: false
});

/** Folder of the package that a bundled file belongs to. */
const packageOf = (file) => file.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
const folders = [...new Set(Object.keys(Object.values(metafile.outputs)[0].inputs).map(packageOf).filter(Boolean))].sort();
const chapters = folders.map((folder) => {
  const about = JSON.parse(readFileSync(join(here, folder, 'package.json')));
  const file = readdirSync(join(here, folder)).find((name) => /^(licen[sc]e|copying)/i.test(name));
  const given = file ? readFileSync(join(here, folder, file), 'utf8').trim() : fallback(about);
  return `${about.name} ${about.version} (${about.license})\n\n${given}\n`;
});

/** Packages without a licence file of their own come with a text in web/licences. */
function fallback(about) {
  const file = join(here, 'licences', `${about.name.split('/')[0].replace('@', '')}.txt`);
  if (!existsSync(file)) throw new Error(`no licence text for ${about.name} (${about.license})`);
  return readFileSync(file, 'utf8').trim();
}

mkdirSync(out, {recursive: true});
const head = 'Code of others inside map.js, with its licences. Made by the build of the map.\n';
const lines = [head, ...chapters].join(`\n${'='.repeat(100)}\n\n`);
writeFileSync(join(out, 'THIRD_PARTY_LICENSES.txt'), lines.replace(/[ \t]+$/gm, ''));
// Each widget evaluates the module: its body is run for the first one of a page only, as deck.gl demands.
const sum = hash();
const code = `const key = Symbol.for('twin map ${sum}');
export default (globalThis[key] ??= (() => {
${outputFiles[0].text.trimEnd()}
return twinMap.default;
})());`;
writeFileSync(join(out, 'map.js'), `/* sources ${sum} · licences in THIRD_PARTY_LICENSES.txt */\n${code}\n`);
console.log(`map.js: ${Math.round(code.length / 1024)} KiB, ${folders.length} packages`);
