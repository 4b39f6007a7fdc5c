/** From counts to the law behind them, exactly: which sum of m, n, k, m k, ... gives every count to the unit. */
import type { Cost, Monomial, Sizes, CostLaw } from '../contract/complexity.ts'
import { Fraction } from 'fraction.js'
import { costAt } from './cost.ts'
import { leading, outgrowing } from './outgrowing.ts'

/** What one step over m examples can be made of: something once, per example, per feature, per stored value, per cell, ... */
const TERMS: Readonly<Record<string, Cost>> = {
  'm*n*k': [[{ m: 1, n: 1, k: 1 }]],
  'm*n': [[{ m: 1, n: 1 }]],
  'm*k': [[{ m: 1, k: 1 }]],
  'n*k': [[{ n: 1, k: 1 }]],
  'min(n, m*k)': [[{ n: 1 }], [{ m: 1, k: 1 }]],
  m: [[{ m: 1 }]],
  n: [[{ n: 1 }]],
  k: [[{ k: 1 }]],
  '1': [[{}]],
}

/** As many sizes as terms, at which the terms are independent: the law is solved from the counts there, ... */
const SOLVED: readonly Sizes[] = [
  ...[1, 2].flatMap((m) => [1, 2].flatMap((k) => [2, 5].map((n) => ({ m, n, k })))),
  { m: 4, n: 3, k: 1 },
]

/** ... and checked at these, on both sides of n = m k. */
const CHECKED: readonly Sizes[] = [
  ...[3, 5].flatMap((m) => [1, 4].flatMap((k) => [k, k + 3, 6 * k + 5].map((n) => ({ m, n, k })))),
  { m: 64, n: 32, k: 8 },
  { m: 16, n: 4096, k: 4 },
]

/**
 * Finds the law that counts follow, or `undefined` if no combination of the terms gives every one of them to the unit.
 * @param count called at sizes up to m = 64, n = 4096, k = 8
 */
export function recoverCost(count: (sizes: Sizes) => number): CostLaw | undefined {
  const names = Object.keys(TERMS)
  const solution = solve(SOLVED.map((sizes) => [...termsAt(sizes), count(sizes)]))
  const predict = (sizes: Sizes): Fraction =>
    termsAt(sizes).reduce((sum, term, i) => sum.add(solution[i]?.mul(term) ?? 0), new Fraction(0))
  if (!CHECKED.every((sizes) => predict(sizes).equals(count(sizes)))) return undefined
  const terms = names.flatMap((name, i) => {
    const coefficient = solution[i]?.valueOf() ?? 0
    return coefficient === 0 ? [] : [{ name, coefficient, cost: TERMS[name] ?? [] }]
  })
  const cost = sumOf(terms.filter(({ coefficient }) => coefficient > 0).map((term) => term.cost))
  // 2mk - m is of the order of mk; m - 2mk is no cost.
  const taken = terms.filter(({ coefficient }) => coefficient < 0)
  if (taken.some((term) => outgrowing(term.cost, cost) !== undefined)) return undefined
  return { coefficients: Object.fromEntries(terms.map(({ name, coefficient }) => [name, coefficient])), cost: leading(cost) }
}

function termsAt(sizes: Sizes): number[] {
  return Object.values(TERMS).map((term) => costAt(term, sizes))
}

/** The sum of costs, as the least of sums; one monomial of 1 if there are none, as a cost is never less. */
function sumOf(costs: readonly Cost[]): Cost {
  if (costs.length === 0) return [[{}]]
  return costs.reduce<readonly (readonly Monomial[])[]>(
    (sums, cost) => sums.flatMap((sum) => cost.map((more) => [...sum, ...more])),
    [[]],
  )
}

/** Gauss-Jordan elimination over the rationals, on rows of coefficients and value. The coefficients are those of `SOLVED`: never singular. */
function solve(equations: readonly (readonly number[])[]): Fraction[] {
  const left = equations.map((row) => row.map((value) => new Fraction(value)))
  const solved: Fraction[][] = []
  for (let j = 0; j < equations.length; j += 1) {
    const [found = []] = left.splice(
      left.findIndex((row) => !isZero(row[j])),
      1,
    )
    const lead = found[j] ?? new Fraction(1)
    const pivot = found.map((value) => value.div(lead))
    for (const rows of [left, solved]) rows.forEach((row, i) => (rows[i] = minus(row, pivot, row[j])))
    solved.push(pivot)
  }
  return solved.map((row) => row.at(-1) ?? new Fraction(0))
}

function minus(row: readonly Fraction[], pivot: readonly Fraction[], factor: Fraction | undefined): Fraction[] {
  if (factor === undefined || isZero(factor)) return [...row]
  return row.map((value, i) => value.sub(factor.mul(pivot[i] ?? 0)))
}

function isZero(value: Fraction | undefined): boolean {
  return value?.n === 0n
}
