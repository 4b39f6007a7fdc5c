/** What cannot be said of ranks as data: how threads are started, kept, and ended from outside. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sumBytesModule } from '../../../src/collectives/sum-kernel/assemble.ts'
import { launchLocal, launchSimulated, launchThreads, threadPool } from '../../../src/index.ts'

const program = (name: string): string => new URL(`./programs/${name}.js`, import.meta.url).href

test.concurrent.each([
  ['in lock step', launchSimulated, 'hangs'],
  ['that are threads', launchThreads, 'spins'],
] as const)('ranks %s end when they are told to from outside', async (_, launch, deed) => {
  const signal = AbortSignal.timeout(300)
  const outcome = await launch({ ranks: 3, program: program('astray'), data: { rank: 1, deed }, signal })
  expect(outcome.failure).toMatchObject({ rank: -1, operation: 'program', reason: expect.stringContaining('timeout') })
  expect(outcome.results).toEqual([undefined, undefined, undefined])
})

test('a pool keeps the threads of a job that ended well, and no others', async () => {
  const pool = threadPool()
  const run = (deed: string): ReturnType<typeof pool.launch> =>
    pool.launch({ ranks: 2, program: program('thread-of'), data: { deed } })
  const [first, second] = [await run('nothing'), await run('nothing')]
  expect(new Set(second.results)).toEqual(new Set(first.results))
  expect((await run('throws')).failure?.rank).toBe(1)
  const last = await run('nothing')
  expect(last.results.filter((thread) => first.results.includes(thread))).toEqual([])
  await pool.close()
})

test.each([['--input-type=module'], ['--max-semi-space-size=32']])(
  'a process with %s whose ranks have failed, or wait in a pool, ends by itself',
  (option) => {
    const threads = new URL('../../../src/collectives/threads/thread-pool.js', import.meta.url).href
    const script = `import('${threads}').then(async ({ launchThreads, threadPool }) => {
      const job = { ranks: 2, program: '${program('thread-of')}' }
      await threadPool().launch({ ...job, data: { deed: 'nothing' } })
      const { failure } = await launchThreads({ ...job, data: { deed: 'throws' } })
      console.log(failure.rank)
    })`
    expect(execFileSync(process.execPath, [option, '-e', script], { encoding: 'utf8', timeout: 30_000 })).toBe('1\n')
  },
)

test.each([
  ['launchLocal', launchLocal, 2, 'expected 1 rank, got 2'],
  ['launchSimulated', launchSimulated, 0, 'expected a number of ranks of at least 1, got 0'],
  ['launchThreads', launchThreads, 1.5, 'expected a number of ranks of at least 1, got 1.5'],
] as const)('%s refuses a number of ranks that it cannot run', async (name, launch, ranks, says) => {
  await expect(launch({ ranks, program: program('thread-of') })).rejects.toThrow(`${name}: ${says}`)
})

test('a program that cannot be loaded is told by every launcher', async () => {
  const missing = program('is-not-there')
  await expect(launchSimulated({ ranks: 2, program: missing })).rejects.toThrow('is-not-there')
  const { failure } = await launchThreads({ ranks: 2, program: missing })
  expect(failure).toMatchObject({ operation: 'program', reason: expect.stringContaining('is-not-there') })
})

test('sum-kernel/bytes.ts is what `npm run build:wasm` writes', async () => {
  const path = fileURLToPath(new URL('../../../../src/collectives/sum-kernel/bytes.ts', import.meta.url))
  expect(readFileSync(path, 'utf8')).toBe(await sumBytesModule())
})
