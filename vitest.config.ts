import { defineConfig } from 'vitest/config'

// The specs run against the compiled JavaScript, loaded natively: the same code as the command line, and the only set-up
// in which c8 reports the right lines.
export default defineConfig({
  test: {
    include: ['dist/spec/**/*.spec.js'],
    setupFiles: ['dist/spec/coverage.setup.js'],
    server: { deps: { external: [/\/dist\/(src|bench|spec\/(?!.*\.spec\.js$))/] } },
    expect: { requireAssertions: true },
    testTimeout: 60_000,
    maxWorkers: 2,
    isolate: false,
  },
})
