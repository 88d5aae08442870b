import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['node_modules', 'dist', 'test/live/**'],
    pool: 'forks',
    maxWorkers: 2,
    // No test leaves results in the user's cache, and none finds any.
    env: { PARKWATCH_CACHE: 'off' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
