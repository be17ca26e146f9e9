// Builds the client: `node build.mjs <folder>` writes its files there, each also compressed (.gz), for phoihopd to carry.
// `node build.mjs --tests` bundles the unit tests into build/test.
import {createHash} from 'node:crypto';
import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, dirname, join, relative, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';

import * as esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
// What the oldest phones in use can run.
const target = ['es2020', 'chrome80', 'firefox98', 'safari15.4'];

async function buildTests() {
  const folder = join(here, 'test');
  const output = join(here, 'build/test');
  rmSync(output, {recursive: true, force: true});
  await esbuild.build({
    entryPoints: readdirSync(folder).filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name)),
    outdir: output, outExtension: {'.js': '.mjs'}, bundle: true, platform: 'node', format: 'esm', target: 'node18',
    sourcemap: 'inline', logLevel: 'warning',
  });
}

// Every file below a folder, relative to it.
function filesIn(folder, root = folder) {
  return readdirSync(folder, {withFileTypes: true}).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path, root) : [relative(root, path)];
  }).sort();
}

async function buildClient(output) {
  rmSync(output, {recursive: true, force: true});
  mkdirSync(output, {recursive: true});
  const common = {
    bundle: true, minify: true, target, format: 'esm', jsx: 'automatic', jsxImportSource: 'preact', charset: 'utf8',
    legalComments: 'none', logLevel: 'warning', absWorkingDir: here,
  };
  const {metafile} = await esbuild.build({
    ...common, entryPoints: {app: 'src/main.tsx', style: 'src/styles/main.css'}, outdir: join(output, 'assets'),
    entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', splitting: true, metafile: true,
  });
  const outputOf = (entry) => Object.keys(metafile.outputs).find((name) => metafile.outputs[name].entryPoint === entry);
  const addressOf = (name) => `/assets/${basename(name)}`;
  // What the first script needs is asked for with it, not after it was read.
  const needed = new Set();
  const need = (name) => {
    for (const {path, kind} of metafile.outputs[name].imports) {
      if (kind !== 'import-statement' || needed.has(path)) continue;
      needed.add(path);
      need(path);
    }
  };
  need(outputOf('src/main.tsx'));
  const preloads = [...needed].map((name) => `  <link rel="modulepreload" href="${addressOf(name)}">\n`).join('');
  const page = readFileSync(join(here, 'src/index.html'), 'utf8')
    .replace('/assets/app.js', addressOf(outputOf('src/main.tsx')))
    .replace('/assets/style.css', addressOf(outputOf('src/styles/main.css')))
    .replace('</head>', `${preloads}</head>`);
  writeFileSync(join(output, 'index.html'), page);
  cpSync(join(here, 'public'), output, {recursive: true});
  // The service worker knows what belongs to the shell; its bytes change whenever one of these files does.
  const shell = filesIn(output).map((name) => `/${name}`).filter((name) => name !== '/index.html');
  const version = createHash('sha256').update(page).update(shell.join('\n')).digest('hex').slice(0, 12);
  await esbuild.build({
    ...common, format: 'iife', entryPoints: ['src/offline/service_worker.ts'], outfile: join(output, 'sw.js'),
    define: {SHELL_FILES: JSON.stringify(shell), SHELL_VERSION: JSON.stringify(version)},
  });
  for (const name of filesIn(output)) {
    writeFileSync(join(output, `${name}.gz`), gzipSync(readFileSync(join(output, name)), {level: 9}));
  }
  return shell;
}

const argument = process.argv[2];
if (argument === '--tests') {
  await buildTests();
} else if (argument) {
  await buildClient(resolve(argument));
} else {
  console.error('usage: node build.mjs <folder> | --tests');
  process.exit(2);
}
