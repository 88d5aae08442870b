// Builds the package: dist/ with JavaScript and declarations of every room (tsc), and dist/bin/ with the command line in
// few chunks (rolldown), so that it starts fast and runs without TypeScript.
import { spawnSync } from 'node:child_process';
import fs, { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The modules of the project that these import, directly or through others, themselves included. */
function closureOf(modules: readonly string[], importsOf: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = modules.map((module) => join(root, module));
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id) || !id.startsWith(join(root, 'src'))) continue;
    found.add(id);
    open.push(...importsOf(id));
  }
  return found;
}

/**
 * `node:fs` without its ES module facade: making that reads every export, and the getter `promises` alone costs a start
 * 3 ms (fs/promises and readline). Takes the exports that are plain values.
 */
const plainFs: Plugin = {
  name: 'plain-fs',
  resolveId: (id) => (id === 'node:fs' ? '\0plain-fs' : null),
  load: (id) => {
    if (id !== '\0plain-fs') return null;
    const names = Object.entries(Object.getOwnPropertyDescriptors(fs))
      .filter(([name, property]) => typeof property.value === 'function' && /^[a-z]\w*$/.test(name))
      .map(([name]) => name);
    return `const fs = process.getBuiltinModule('node:fs');\nexport const { ${names.join(', ')} } = fs;`;
  },
};

rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (tsc.status === 0) {
  const bundle = await rolldown({
    cwd: root,
    // The worker is started by name (src/cli/lint-pool.ts).
    input: { main: 'src/cli/main.ts', 'lint-worker': 'src/cli/lint-worker.ts' },
    platform: 'node',
    plugins: [plainFs],
    preserveEntrySignatures: 'allow-extension',
    // Dependencies stay packages of their own: npm installs, audits and updates them.
    external: [/^node:(?!fs$)/, 'commander', 'tar-stream', 'undici', 'yaml', 'zod'],
    logLevel: 'warn',
  });
  // What `check` needs at every run stands in one chunk: each further file costs a start half a millisecond.
  const street = ['src/cli/commands/check.ts', 'src/cli/gather.ts', 'src/report/render-text.ts'];
  let needed: ReadonlySet<string> | undefined;
  let atStart: ReadonlySet<string> | undefined;
  await bundle.write({
    dir: 'dist/bin',
    // The loader of ES modules costs a start more than the modules do.
    format: 'cjs',
    strict: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          debugName: 'check',
          name: (id, bundled) => {
            const imports = (module: string) => bundled.getModuleInfo(module)?.importedIds ?? [];
            needed ??= closureOf(street, imports);
            atStart ??= closureOf(['src/cli/main.ts'], imports);
            return needed.has(id) && !atStart.has(id) ? 'check' : null;
          },
        },
      ],
    },
    comments: { legal: true, annotation: true, jsdoc: false },
  });
  await bundle.close();
  writeFileSync(join(root, 'dist/bin/package.json'), '{ "type": "commonjs" }\n');
}
process.exitCode = tsc.status ?? 1;
