/** Traces are shared by those, and only those, who share parts and input. */
import { expect, test } from 'vitest'
import type { Parts } from './subject.ts'
import { tracing } from './trace.ts'

function counted(): {
  readonly run: (subject: Pick<Parts, 'mle'>, at: { readonly k: number }) => number[]
  readonly runs: () => number
} {
  let runs = 0
  const run = tracing(['mle'], (subject, at: { readonly k: number }) => {
    runs += 1
    return [subject.mle(at.k, 4) ?? NaN]
  })
  return { run, runs: () => runs }
}

const half = { mle: () => 0.5 }

test('the same parts and input leave one trace, whoever asks', () => {
  const { run, runs } = counted()
  const first = run(half, { k: 1 })
  expect(run({ ...half }, { k: 1 })).toBe(first)
  expect(runs()).toBe(1)
})

test('another part or another input is another run', () => {
  const { run } = counted()
  expect(run(half, { k: 1 })).toEqual([0.5])
  expect(run({ mle: (k, n) => k / n }, { k: 1 })).toEqual([0.25])
  expect(run({ mle: (k, n) => k / n }, { k: 2 })).toEqual([0.5])
})

test('a run that throws leaves nothing', () => {
  const { run, runs } = counted()
  const broken = {
    mle: () => {
      throw new RangeError('no')
    },
  }
  expect(() => run(broken, { k: 1 })).toThrow('no')
  expect(() => run(broken, { k: 1 })).toThrow('no')
  expect(runs()).toBe(2)
})
