#!/usr/bin/env node
// The command line of the published package: says when Node is too old, keeps compiled code for the next start.
// CommonJS, as the bundle is: the loader of ES modules costs a start 6 ms.
'use strict';
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`parkwatch needs Node 22.18 or newer; this is ${process.version}\n`);
  process.exitCode = 2;
} else {
  // Lint runs much code and most of it briefly: the last tier of the compiler costs it more than it brings (docs/performance.md).
  // One package is one heap that only grows: marking it early frees little. Before the cache of compiled code is opened, which is
  // one for each set of flags; `src/cli/heap-growth.ts` puts back what it changes.
  if (process.argv[2] === 'lint')
    for (const flag of ['--no-opt', '--heap-growing-percent=4000']) require('node:v8').setFlagsFromString(flag);
  require('node:module').enableCompileCache?.();
  const { main } = require('../dist/bin/main.js');
  main(process.argv.slice(2)).then((exitCode) => {
    process.exitCode = exitCode;
    // Hundreds of megabytes would be given back piece by piece: the process ends with them as soon as all is written.
    if (process.argv[2] === 'lint') process.stdout.write('', () => process.stderr.write('', () => process.exit()));
  });
}
