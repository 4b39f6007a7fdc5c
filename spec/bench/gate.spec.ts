/** The gate: slower, not slower, other operations, and could not measure are four things. */
import { describe, expect, test } from 'vitest'
import { confirmed } from '../../bench/sparse-gradient/baseline.ts'
import { compareResults, judgeRatio, verdictOf, type GateWord } from '../../bench/sparse-gradient/gate.ts'
import type { BenchResults } from '../../bench/sparse-gradient/results.ts'
import { sampleResults } from './sample-results.ts'

const ratio = (low: number, value: number, high: number) => ({ low, value, high })
const words = (baseline: BenchResults, now: BenchResults) => compareResults(baseline, now, 0.1).map(({ word }) => word)

/** The sample, with every time multiplied. */
function slowedBy(factor: number, machineFactor = 1): BenchResults {
  const by = factor * machineFactor
  return {
    ...sampleResults,
    costs: sampleResults.costs.map((cost) => ({
      ...cost,
      leastNs: by * cost.leastNs,
      blocksNs: cost.blocksNs.map((ns) => by * ns),
    })),
    roofline: {
      streams: sampleResults.roofline?.streams ?? [],
      tables: (sampleResults.roofline?.tables ?? []).map(({ n, gatherNs, updateNs }) => ({
        n,
        gatherNs: machineFactor * gatherNs,
        updateNs: machineFactor * updateNs,
      })),
    },
  }
}

describe('one ratio', () => {
  test('is slower only when its whole interval is', () => {
    expect(judgeRatio('t', ratio(1.12, 1.2, 1.3), 0.1).word).toBe('slower')
    expect(judgeRatio('t', ratio(1.05, 1.2, 1.3), 0.1).word).toBe('could not measure')
    expect(judgeRatio('t', ratio(0.9, 1.0, 1.1), 0.1).word).toBe('not slower')
    expect(judgeRatio('t', ratio(0.5, 1.0, 1.2), 0.1).word).toBe('could not measure')
    expect(judgeRatio('t', ratio(NaN, NaN, NaN), 0.1).word).toBe('could not measure')
  })

  test('is called slower only when it is so twice', () => {
    const [slow, fine] = [judgeRatio('t', ratio(1.2, 1.3, 1.4), 0.1), judgeRatio('t', ratio(0.9, 1, 1.05), 0.1)]
    expect(confirmed(slow, slow).word).toBe('slower')
    expect(confirmed(slow, fine).word).toBe('not slower')
    expect(confirmed(judgeRatio('t', ratio(1, 1.1, 1.2), 0.1), slow).word).toBe('could not measure')
  })
})

const say = (...said: GateWord[]) => verdictOf(said.map((word) => ({ what: '', word, because: '' })))

describe('all comparisons together', () => {
  test('say the worst that is certain', () => {
    expect(say('not slower', 'slower', 'could not measure')).toBe('slower')
    expect(say('not slower', 'could not measure')).toBe('could not measure')
    expect(say('not slower', 'not slower')).toBe('not slower')
    expect(say('slower', 'other operations')).toBe('other operations')
  })

  test('of nothing are nothing measured', () => {
    expect(verdictOf([])).toBe('could not measure')
  })
})

describe('an earlier run', () => {
  test('that was as fast leaves no complaint', () => {
    expect(new Set(words(sampleResults, sampleResults))).toEqual(new Set(['not slower']))
  })

  test('that was faster is noticed, kernel by kernel', () => {
    expect(words(sampleResults, slowedBy(1.3))).toEqual(['not slower', 'slower', 'slower', 'slower'])
  })

  test('on the same machine while it was slower is allowed for', () => {
    expect(new Set(words(sampleResults, slowedBy(1, 1.5)))).toEqual(new Set(['not slower']))
    expect(words(sampleResults, slowedBy(1.3, 0.7))).toContain('slower')
  })

  test('on another machine cannot be compared, nor one without limits, nor one without times', () => {
    const elsewhere = { ...sampleResults, machine: { ...sampleResults.machine, cpu: 'Another' } }
    const { roofline: _, ...unlimited } = sampleResults
    for (const other of [elsewhere, unlimited, { ...sampleResults, costs: [] }]) {
      expect(words(other, sampleResults)).toEqual(['not slower', 'could not measure'])
    }
  })

  test('that counted other operations is told apart from a slower one', () => {
    const counts = sampleResults.counts.map((count) => ({ ...count, writes: count.writes + 1 }))
    const [first] = compareResults({ ...sampleResults, counts }, sampleResults, 0.1)
    expect(first).toMatchObject({
      word: 'other operations',
      because: expect.stringContaining('3801 writes became 3800') as string,
    })
    expect(words({ ...sampleResults, counts: [] }, sampleResults)[0]).toBe('could not measure')
  })
})
