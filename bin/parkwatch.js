#!/usr/bin/env node
// The command line of the published package: says when Node is too old, keeps compiled code for the next start.
import * as module from 'node:module';
import { setFlagsFromString } from 'node:v8';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`parkwatch needs Node 22.18 or newer; this is ${process.version}\n`);
  process.exitCode = 2;
} else {
  // Lint runs much code and most of it briefly: the last tier of the compiler costs it more than it brings (docs/performance.md).
  // Before the cache of compiled code is opened, which is one for each set of flags.
  if (process.argv[2] === 'lint') setFlagsFromString('--no-opt');
  module.enableCompileCache?.();
  const { main } = await import('../dist/bin/main.js');
  process.exitCode = await main(process.argv.slice(2));
}
