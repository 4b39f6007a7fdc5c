import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** From short to long. In a clone that has never run them, one core would wait for the other where one of these began last. */
const LONG = ['grade', 'train', 'readme', 'suite', 'variants', 'mutants']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const length = ({ moduleId }: TestSpecification): number => LONG.findIndex((name) => moduleId.endsWith(`/${name}.spec.js`))
    // oxlint-disable-next-line unicorn/no-array-sort -- it is not that of an array
    return (await super.sort(files)).toSorted((a, b) => length(b) - length(a))
  }
}

// What a command writes is compared with plain text: whoever wants colours does not want them there.
delete process.env['FORCE_COLOR']

// The specs run against the compiled JavaScript, loaded natively: the same code as the command line, and the only set-up
// in which c8 reports the right lines.
export default defineConfig({
  test: {
    include: ['dist/spec/**/*.spec.js'],
    setupFiles: ['dist/spec/coverage.setup.js', 'dist/spec/seed.setup.js'],
    server: { deps: { external: [/\/dist\/(src|bench|spec\/(?!.*\.spec\.js$))/] } },
    expect: { requireAssertions: true },
    testTimeout: 60_000,
    maxWorkers: 2,
    isolate: false,
    // Functions of tests run too seldom to earn all that V8 compiles into them: with a third of it the suite takes 5 to 10 % less time.
    execArgv: ['--max-inlined-bytecode-size-cumulative=300'],
    sequence: { sequencer: LongestFirst },
  },
})
