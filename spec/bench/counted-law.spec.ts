/** Counts are costs without noise: the estimators read them exactly, and a kernel that densifies is caught by both. */
import { describe, expect, test } from 'vitest'
import { countAll, type Counters } from '../../bench/sparse-gradient/counts.ts'
import { judgeCounts } from '../../bench/sparse-gradient/gate.ts'
import { meets } from '../../bench/sparse-gradient/laws.ts'
import { axes, readExponent, readInteraction, type CostsOf, type Design } from '../../bench/harness/law.ts'
import type { Sizes } from '../../src/contract/complexity.ts'
import reference from '../subjects/reference.ts'

const counters: Counters = reference
/** B5: the step visits every cell of a row, stored or not. The values it computes are right. */
const densifying: Counters = {
  ...counters,
  countSparseStep: (csr, labels, weights, options) =>
    counters.countDenseStep(reference.csrToDense(csr), labels, weights, options),
}

const base = { m: 12, n: 160, k: 4 }
const design: Design = { m: [base], n: [base], k: [base], interaction: [base] }

function readings(of: Counters) {
  const costsOf: CostsOf = (point: Sizes) => {
    const [count] = countAll(of, [point], 1)
    return count === undefined ? [] : [count.multiplyAdds + count.reads + count.writes]
  }
  const read = (axis: 'm' | 'n' | 'k') => readExponent(axis, design[axis], costsOf, 1)
  return {
    each: { m: read('m'), n: read('n'), k: read('k') },
    interaction: readInteraction(design.interaction, costsOf, 1).value,
  }
}

describe('the counted sparse step', () => {
  const { each, interaction } = readings(counters)

  test('is linear in m, n and k, without interaction, to the last digit', () => {
    for (const axis of axes) expect(each[axis]).toMatchObject({ reads: 'power', exponent: { value: 1, low: 1, high: 1 } })
    expect(interaction).toBe(0)
    expect(meets('sparse', each, interaction)).toBe(true)
  })
})

describe('a kernel that densifies', () => {
  const { each, interaction } = readings(densifying)

  test('is caught by the counts', () => {
    const points = [base]
    const comparison = judgeCounts(countAll(counters, points, 1), countAll(densifying, points, 1))
    expect(comparison.word).toBe('other operations')
    expect(judgeCounts(countAll(counters, points, 1), countAll(counters, points, 1)).word).toBe('not slower')
  })

  test('is caught by the fit: no k, and m times n', () => {
    expect(each.k.reads).toBe('none')
    expect(interaction).toBeGreaterThan(0.9)
    expect(meets('sparse', each, interaction)).toBe(false)
    expect(meets('dense', each, interaction)).toBe(true)
  })
})
