/** The bench of collectives measures what it says, on ranks that run here without MPI. */
import { expect, test } from 'vitest'
import { runCollectives } from '../../bench/collectives/run.ts'

test('threads are timed at every length, against themselves once, and their beginning is measured', async () => {
  const lines: string[] = []
  const plan = { ranks: 2, lengths: [16, 1024], turns: 1, starts: 1, repeats: 3, seed: 1, mpi: false }
  const results = await runCollectives({ ...plan, progress: (line) => lines.push(line) })
  expect(results.rows.map(({ contestant, bytes }) => [contestant, bytes])).toEqual([
    ['threads', 64],
    ['threads', 4096],
  ])
  expect(results.rows.map(({ againstThreads }) => againstThreads.value)).toEqual([1, 1])
  expect(results.rows.every(({ medianMs }) => medianMs > 0)).toBe(true)
  expect(results.startMs.value).toBeGreaterThan(0)
  expect(lines).toEqual(['turn 1 of 1: threads'])
})
