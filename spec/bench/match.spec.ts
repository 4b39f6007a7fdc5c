/** Matches against processes that are made up: who answers wrong, spins, or dies falls out and is named; the others go on. */
import { afterAll, describe, expect, test } from 'vitest'
import { Contestant, type Entry } from '../../bench/harness/contestant.ts'
import { ourEntry } from '../../bench/sparse-gradient/peers/entries.ts'
import { playMatch } from '../../bench/sparse-gradient/peers/match.ts'
import { problemOf } from '../../bench/sparse-gradient/problem.ts'
import { made, steady } from './made-up.ts'

const problem = problemOf({ m: 30, n: 20, k: 4, columns: 'uniform', lengths: 'varied' }, 1)
const options = { rounds: 3, turnMs: 1, seed: 1 }
const open: Contestant[] = []
const enter = (entry: Entry): Contestant => {
  const contestant = new Contestant(entry)
  open.push(contestant)
  return contestant
}
afterAll(() => open.forEach((contestant) => contestant.close()))

const ours = enter(ourEntry('ours', 'js'))
const { standings: alone } = await playMatch([ours], problem, options)
const right = JSON.stringify(alone[0]?.checksum)

const [first, last] = [enter(made('first', right, steady)), enter(made('last', right, steady))]

describe('a match', () => {
  test('pairs our time with each contestant’s in every round', async () => {
    const { standings, fellOut } = await playMatch(
      [first, enter(made('b', right, '({ calls: 5, wallNs: 1000, cpuNs: 1000 })'))],
      problem,
      options,
    )
    expect(fellOut).toEqual([])
    expect(standings[0]?.ratio).toBeUndefined()
    expect(standings[1]?.ratio).toEqual({ value: 0.5, low: 0.5, high: 0.5, least: 0.5, most: 0.5 })
    expect(standings[1]?.nsPerEntry.value).toBeCloseTo(200 / problem.csr.indices.length, 12)
  })

  test('of threads and one thread compares wall times only', async () => {
    const both: Entry = { ...made('both', right, '({ calls: 10, wallNs: 500, cpuNs: 1000 })'), threads: 2 }
    const { standings, fellOut } = await playMatch([first, enter(both)], problem, options)
    expect(fellOut).toEqual([])
    expect(standings[1]).toMatchObject({ threads: 2, leastWallNs: 50 })
    expect(standings[1]?.ratio).toBeUndefined()
  })

  test('between both forms of ours agrees in loss and gradient', async () => {
    // what they take is not asked: in samples of a millisecond the compiler's own thread is seen too
    const asked = { ...options, mostCpuOverWall: Infinity }
    const { standings, fellOut } = await playMatch([ours, enter(ourEntry('wasm', 'wasm'))], problem, asked)
    expect(fellOut).toEqual([])
    expect(standings).toHaveLength(2)
  })

  test.each([
    ['gives another loss', '({ loss: 1, sum: 0, dot: 0 })', steady, 'loss must be'],
    ['says that it cannot', "({ error: 'no memory' })", steady, 'no memory'],
    ['talks', '(console.log("hello"), 0)', steady, 'expected an answer, got hello'],
    ['dies', '(process.exit(1), 0)', steady, 'gave no answer'],
    ['uses more than one processor', right, '({ calls: 10, wallNs: 1000, cpuNs: 1900 })', 'used 1.90 processors'],
  ])('goes on without one who %s, and says so', async (_, load, turn, because) => {
    const { standings, fellOut } = await playMatch([first, enter(made('odd', load, turn)), last], problem, options)
    expect(standings.map(({ name }) => name)).toEqual(['first', 'last'])
    expect(fellOut).toEqual([{ name: 'odd', because: expect.stringContaining(because) as string }])
  })

  test('does not wait for one who is gone', async () => {
    const gone = enter(made('gone', '(process.exit(1), 0)', steady))
    for (const _ of [1, 2]) {
      const { fellOut } = await playMatch([first, gone], problem, options)
      expect(fellOut.map(({ name }) => name)).toEqual(['gone'])
    }
  })
})
