/** Question 3 end to end: sheets in, verdicts out. */
import { describe, expect, test } from 'vitest'
import { readSheet } from '../../sheet/answer-sheet.ts'
import { grade } from '../../sheet/grade.ts'
import type { ItemReport } from '../../report/card.ts'
import reference from '../../subjects/reference.ts'
import { q3 } from './index.ts'

async function graded(items: string): Promise<Map<string, ItemReport>> {
  const sheet = readSheet(`assay: 1\ntitle: A sheet\nquestions:\n  q3:\n    items:\n${items}`, 'sheet.yaml', [q3])
  const reports = new Map<string, ItemReport>()
  for await (const report of grade(sheet, reference, { seed: 1 })) reports.set(report.id, report)
  return reports
}

const wordsOf = (reports: Map<string, ItemReport>): Record<string, string> =>
  Object.fromEntries([...reports].map(([id, { verdict }]) => [id, verdict.word]))

const submitted = `
      a: { forward: O(m*n) }
      b: { loss: O(m) }
      c: { backward: O(m*n*k) }
      d: { update: O(n*k) }
      e: { total: O(m*n) }
      f: { states: parts-sum-to-the-total }
      g: { states: sparsity-reduces-the-cost }`

describe('the submitted answer to question 3', () => {
  test('is a row of loose bounds whose parts do not sum to the total', async () => {
    expect(wordsOf(await graded(submitted))).toEqual({
      'Q3.a': 'loose',
      'Q3.b': 'holds',
      'Q3.c': 'loose',
      'Q3.d': 'loose',
      'Q3.e': 'loose',
      'Q3.f': 'contradictory',
      'Q3.g': 'holds',
    })
  })

  test('names the items of each contradiction, and no others', async () => {
    const reports = await graded(submitted)
    const contradicts = Object.fromEntries([...reports].map(([id, report]) => [id, report.contradicts]))
    // n*k is not bounded by m*n either: k may exceed m.
    expect(contradicts).toEqual({
      'Q3.a': [],
      'Q3.b': [],
      'Q3.c': ['Q3.e', 'Q3.f'],
      'Q3.d': ['Q3.e', 'Q3.f'],
      'Q3.e': ['Q3.c', 'Q3.d', 'Q3.f'],
      'Q3.f': ['Q3.c', 'Q3.d', 'Q3.e'],
      'Q3.g': [],
    })
  })

  test('shows in numbers that the parts sum to something else than the total', async () => {
    const verdict = (await graded(submitted)).get('Q3.f')?.verdict
    const message =
      'the parts as stated sum to m*n + m + m*n*k + n*k, the total as stated is m*n: at m = 1e6, n = 1e6, k = 100 that is 1.01e14 against 1e12'
    expect(verdict?.failure).toEqual({ message })
    expect(verdict?.reason).toBe(`${message}; cannot be true together with Q3.c and Q3.e of the same sheet`)
  })

  test.each([
    ['Q3.a', '1e12', '1e8'],
    ['Q3.c', '1e14', '1e8'],
    ['Q3.d', '1e8', '1e6'],
    ['Q3.e', '1e12', '1e8'],
  ])('%s is shown loose by a million examples: %s where the count is of order %s', async (id, claimed, counted) => {
    const reason = (await graded(submitted)).get(id)?.verdict.reason ?? ''
    expect(reason).toContain(`at m = 1e6, n = 1e6, k = 100 it says ${claimed} where the count is of order ${counted}`)
  })
})

describe('other answers to question 3', () => {
  test('a right sheet holds; what depends on the update holds under the update that it assumes', async () => {
    const right = await graded(`
      a: { forward: O(m*k) }
      b: { loss: Theta(m) }
      c: { backward: O(nnz) }
      d: { update: O(n), assume: { update: dense } }
      e: { total: O(m*k + n), assume: { update: dense } }
      f: { states: parts-sum-to-the-total }
      g: { states: sparsity-reduces-the-cost }
      h: { update: 'O(min(n, m*k))', assume: { update: lazy } }
      i: { total: O(m*k), assume: { update: lazy } }`)
    expect(wordsOf(right)).toMatchObject({ 'Q3.a': 'holds', 'Q3.b': 'holds', 'Q3.c': 'holds', 'Q3.g': 'holds' })
    for (const id of ['Q3.d', 'Q3.e', 'Q3.h', 'Q3.i']) {
      expect(right.get(id)?.verdict).toMatchObject({ word: 'conditional', stated: true })
    }
  })

  test.each([
    ['total: O(mk)', 'conditional', 0.5],
    ['total: O(m*k), assume: { features: all occur }', 'conditional', 1],
    ['total: O(m*k), assume: { features: some never occur, update: dense }', 'refuted', 0],
    ['total: O(m^8*n^8*k^8)', 'loose', 0],
    ['forward: O(m*k*log(n))', 'loose', 0.5],
    ['forward: O(m*n)', 'loose', 0],
  ])('%s is %s and earns %d', async (answer, word, earned) => {
    const report = (
      await graded(`
      a: { ${answer} }`)
    ).get('Q3.a')
    expect([report?.verdict.word, report?.points.earned]).toEqual([word, earned])
  })

  test('the parts of a right sheet sum to its total', async () => {
    const right = await graded(`
      a: { forward: O(m*k), loss: O(m), backward: O(m*k), update: O(n) }
      b: { total: O(m*k + n) }
      f: { states: parts-sum-to-the-total }`)
    expect(right.get('Q3.f')?.verdict.word).toBe('holds')
    expect(right.get('Q3.b')?.verdict).toMatchObject({ word: 'conditional', stated: false })
  })

  test('a total that exceeds its parts is shown too; a claim for another case is no part of the sum', async () => {
    const sheet = await graded(`
      a: { forward: O(m*k), loss: O(m), backward: O(m*k) }
      b: { update: O(n), assume: { update: dense } }
      c: { update: O(m*n*k), assume: { update: lazy } }
      d: { total: O(m*n), assume: { update: dense } }
      f: { states: parts-sum-to-the-total }`)
    expect(sheet.get('Q3.f')?.verdict).toMatchObject({
      word: 'contradictory',
      failure: { message: expect.stringContaining('sum to m*k + m + m*k + n, the total as stated is m*n: at m = 1e6') as string },
    })
  })

  test('Theta(m*n) is refuted where O(m*n) is loose, and data stored densely are another question', async () => {
    const reports = await graded(`
      a: { total: Theta(m*n) }
      b: { total: O(m*n) }
      c: { total: Theta(m*n), assume: { storage: dense } }
      d: { states: sparsity-multiplies-the-backward-pass-by-k }`)
    expect(wordsOf(reports)).toEqual({
      'Q3.a': 'refuted',
      'Q3.b': 'loose',
      'Q3.c': 'conditional',
      'Q3.d': 'refuted',
    })
    // true where it is assumed, but the question has sparse storage
    expect(reports.get('Q3.c')?.points).toEqual({ earned: 0, of: 1 })
  })
})
