// Preloaded by bench/check.ts: the process says its peak memory (KiB) on its way out.
process.on('exit', () => process.stderr.write(`\npeak=${process.resourceUsage().maxRSS}\n`));
