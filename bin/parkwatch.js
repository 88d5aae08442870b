#!/usr/bin/env node
// The command line of the published package: says when Node is too old, keeps compiled code for the next start.
import * as module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`parkwatch needs Node 22.18 or newer; this is ${process.version}\n`);
  process.exitCode = 2;
} else {
  module.enableCompileCache?.();
  const { main } = await import('../dist/bin/main.js');
  process.exitCode = await main(process.argv.slice(2));
}
