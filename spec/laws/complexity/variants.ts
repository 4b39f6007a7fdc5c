/** Other right ways to compare costs and to find their law. */
import { classifyBound } from '../../../src/complexity/classify-bound.ts'
import { recoverCost } from '../../../src/complexity/recover-cost.ts'
import type { Cost, Monomial, Sizes } from '../../../src/contract/complexity.ts'
import type { Variant } from '../../judge/mutant.ts'

type Triple = readonly [number, number, number]

/** Exponents along the rays m alone, n alone, n with k, doubled: whole for halves. */
const rays = (s: Monomial, t: Monomial): Triple => {
  const [m, n, k] = [(s.m ?? 0) - (t.m ?? 0), (s.n ?? 0) - (t.n ?? 0), (s.k ?? 0) - (t.k ?? 0)]
  return [2 * m, 2 * n, 2 * (n + k)]
}
const cross = ([a, b, c]: Triple, [d, e, f]: Triple): Triple => [b * f - c * e, c * d - a * f, a * e - b * d]
const dot = ([a, b, c]: Triple, [d, e, f]: Triple): number => a * d + b * e + c * f
const axes: readonly Triple[] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]] // prettier-ignore

/**
 * Whether all forms are negative at once somewhere in the first octant: the sum of all extreme rays of the closed cone where they are
 * not positive lies in its relative interior, so it is such a point if there is one.
 */
function negativeSomewhere(forms: readonly Triple[]): boolean {
  const walls = [...forms, ...axes.map(([a, b, c]): Triple => [-a, -b, -c])]
  const candidates = walls.flatMap((p) => walls.map((q) => cross(p, q)))
  const extreme = candidates.filter((ray) => ray.some((x) => x !== 0) && walls.every((wall) => dot(wall, ray) <= 0))
  const inside = extreme.reduce<Triple>(([a, b, c], [d, e, f]) => [a + d, b + e, c + f], [0, 0, 0])
  return forms.every((form) => dot(form, inside) < 0)
}

const choices = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((chosen, list) => chosen.flatMap((some) => list.map((one) => [...some, one])), [[]])

const outgrows = (upper: Cost, lower: Cost): boolean =>
  lower.some((sum) => choices(upper).some((peaks) => negativeSomewhere(sum.flatMap((s) => peaks.map((t) => rays(s, t))))))

const logNames = ['logM', 'logN', 'logK'] as const
const hasLogs = (cost: Cost): boolean => cost.flat().some((monomial) => logNames.some((name) => (monomial[name] ?? 0) !== 0))

export default [
  {
    id: 'classify-bound.by-extreme-rays',
    because:
      'without logarithms, the verdict comes from the extreme rays of the region where the claim stays below, not from elimination',
    parts: {
      classifyBound(claim, cost) {
        const known = classifyBound(claim, cost)
        if (hasLogs(claim) || hasLogs(cost)) return known
        const verdict = outgrows(cost, claim) ? 'wrong' : outgrows(claim, cost) ? 'loose' : 'tight'
        if (known.verdict === verdict) return known
        const nowhere = { along: { m: 0, n: 0, k: 0 }, at: { m: 1, n: 1, k: 1 }, claimed: NaN, cost: NaN }
        return verdict === 'tight' ? { verdict } : { verdict, witness: nowhere }
      },
    },
  },
  {
    id: 'classify-bound.terms-reversed',
    because: 'a sum and a minimum do not depend on the order of their terms',
    parts: {
      classifyBound: (claim, cost) =>
        classifyBound(
          claim.toReversed().map((sum) => sum.toReversed()),
          cost.toReversed().map((sum) => sum.toReversed()),
        ),
    },
  },
  {
    id: 'recover-cost.of-doubled-counts',
    because: 'the law of twice the counts has twice the coefficients',
    parts: {
      recoverCost(count) {
        const doubled = recoverCost((sizes: Sizes) => 2 * count(sizes))
        if (doubled === undefined) return undefined
        const halves = Object.entries(doubled.coefficients).map(([name, coefficient]) => [name, coefficient / 2] as const)
        return { ...doubled, coefficients: Object.fromEntries(halves) }
      },
    },
  },
] satisfies Variant[]
