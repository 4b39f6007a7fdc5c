/** No kernel is timed before it gave the right answer, and none that gives it is refused. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { timeCases } from '../../bench/sparse-gradient/costs.ts'
import { validate, WrongAnswer, type Kernel } from '../../bench/sparse-gradient/kernel.ts'
import { dense, denseJs, plantedSquare, sparseKernel } from '../../bench/sparse-gradient/kernels.ts'
import { pointsOf } from '../../bench/harness/law.ts'
import { sampleInTurns } from '../../bench/harness/measure.ts'
import { problemOf, withLabels, type Problem } from '../../bench/sparse-gradient/problem.ts'
import { measureRoofline } from '../../bench/sparse-gradient/roofline.ts'
import { lawStudies } from '../../bench/sparse-gradient/grid.ts'
import { hashedWords } from '../../bench/sparse-gradient/text.ts'
import { bytesModule } from '../../bench/sparse-gradient/wasm/assemble.ts'

const kernels = [sparseKernel('sparse', {}), sparseKernel('sparse js', { engine: 'js' }), dense, denseJs, plantedSquare]
const problems: Problem[] = [
  problemOf({ m: 40, n: 30, k: 5, columns: 'zipf', lengths: 'varied' }, 1),
  problemOf({ m: 3, n: 1, k: 1, columns: 'uniform', lengths: 'even' }, 2),
  problemOf({ m: 7, n: 101, k: 101, columns: 'uniform', lengths: 'even' }, 3),
  withLabels(hashedWords(['Call me Ishmael.', '', 'Some years ago—never mind how long', 'me me me'], 64), 'text', 4),
]
const quick = { rounds: 3, sampleMs: 0.01, warmUpMs: 0 }

describe.each(kernels)('$name', (kernel) => {
  test.each(problems)('answers right at m = $m, n = $n', (problem) => {
    const prepared = kernel.prepare(problem)
    expect(() => validate(kernel, problem, prepared)).not.toThrow()
    prepared.close()
  })
})

/** B6 and B7: one number of the answer is off by a millionth of itself. */
function faulty(what: 'loss' | 'gradient'): Kernel {
  return {
    ...denseJs,
    name: `wrong ${what}`,
    prepare(problem) {
      const right = denseJs.prepare(problem)
      return {
        ...right,
        lossAndGradient() {
          const { loss, gradient } = right.lossAndGradient()
          const last = gradient.length - 1
          const bent = gradient.map((g, j) => (j === last ? g * (1 + 1e-6) : g))
          return what === 'loss' ? { loss: loss * (1 + 1e-6), gradient } : { loss, gradient: bent }
        },
      }
    },
  }
}

test.each(['loss', 'gradient'] as const)('a kernel with a wrong %s is not timed', async (what) => {
  const [problem] = problems
  if (problem === undefined) throw new Error('unreachable: there are problems')
  const timing = timeCases([{ kernel: faulty(what), problem }], quick)
  await expect(timing).rejects.toThrow(WrongAnswer)
  await expect(timing).rejects.toThrow(`wrong ${what} at m=40 n=30`)
})

test('tasks alternate, as often as asked, and each yields a figure a round', async () => {
  const order: string[] = []
  const task = (name: string) => ({ name, run: () => order.push(name) })
  const samples = await sampleInTurns([task('a'), task('b')], quick)
  expect(samples.map(({ nsPerCall }) => nsPerCall.length)).toEqual([3, 3])
  expect(order.join('').replaceAll(/(.)\1*/g, '$1')).toMatch(/(ab){3}$/)
})

test('the roofline has a figure for every size asked', async () => {
  const roofline = await measureRoofline([4096], [100, 1000], quick, 1)
  const figures = [
    ...(roofline?.streams ?? []).map((s) => s.gigabytesPerSecond),
    ...(roofline?.tables ?? []).flatMap((t) => [t.gatherNs, t.updateNs]),
  ]
  expect(figures).toHaveLength(5)
  expect(figures.every((x) => x > 0 && x < Infinity)).toBe(true)
})

test('words of a text are counted: each row holds as many as its paragraph, empty ones are left out', () => {
  const csr = hashedWords(['one two two', '...', 'Three'], 1000)
  expect(csr.rows).toBe(2)
  expect(csr.data.toSorted()).toEqual(Float64Array.of(1, 1, 2))
})

test('the WebAssembly of the bench is what its sources assemble to', async () => {
  const onDisk = readFileSync(fileURLToPath(new URL('../../../bench/sparse-gradient/wasm/bytes.ts', import.meta.url)), 'utf8')
  expect(onDisk).toBe(await bytesModule())
})

test.each(lawStudies)('the law of $kernel.name is read in one layout', ({ kernel, design }) => {
  const layouts = pointsOf(design).map((point) => {
    const prepared = kernel.prepare(problemOf({ ...point, columns: 'uniform', lengths: 'even' }, 1))
    prepared.close()
    return prepared.layout
  })
  expect(new Set(layouts).size).toBe(1)
})

test.each(['uniform', 'zipf'] as const)('a matrix beyond the caches, of %s columns, has the plain form’s gradient', (columns) => {
  const [kernel] = kernels as [Kernel]
  const problem = problemOf({ m: 20_000, n: 20_000, k: 101, columns, lengths: 'even' }, 5)
  const prepared = kernel.prepare(problem)
  expect(() => validate(kernel, problem, prepared)).not.toThrow()
  prepared.close()
})
