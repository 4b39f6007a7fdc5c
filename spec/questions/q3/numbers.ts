/** The numbers that `truth.md` states, computed from the reference. */
import type { Cost, Sizes, StepSetting } from '../../../src/contract/complexity.ts'
import { countGradientStep, totalOf } from '../../laws/complexity/count-gradient-step.ts'
import { valueAt } from '../../laws/complexity/growth.ts'
import type { Numbers } from '../truth.ts'
import { phases, type Phase } from './costs.ts'

const sparse: StepSetting = { storage: 'sparse', update: 'dense' }
const lazy: StepSetting = { storage: 'sparse', update: 'lazy' }
const dense: StepSetting = { storage: 'dense', update: 'dense' }

/** A large table of text: a million examples of a million features, a hundred of them in each. */
const LARGE: Sizes = { m: 1e6, n: 1e6, k: 100 }

const [mk, mn, mnk, nk]: Cost[] = [[[{ m: 1, k: 1 }]], [[{ m: 1, n: 1 }]], [[{ m: 1, n: 1, k: 1 }]], [[{ n: 1, k: 1 }]]] as const
const mkPlusN: Cost = [[{ m: 1, k: 1 }, { n: 1 }]]

export const numbers: Numbers = (reference) => {
  const count = (phase: Phase, sizes: Sizes, setting: StepSetting): number => {
    const counts = countGradientStep(reference, sizes, setting)
    return phase === 'total' ? totalOf(counts) : counts[phase]
  }
  const law = (phase: Phase, setting: StepSetting): string =>
    Object.entries(reference.recoverCost((sizes) => count(phase, sizes, setting))?.coefficients ?? {})
      .map(([term, times]) => (times === 1 ? term : `${times} ${term}`))
      .join(' + ')
  const verdict = (claim: Cost, cost: Cost): string => reference.classifyBound(claim, cost).verdict
  const slope = (doubled: keyof Sizes, at: Sizes): number =>
    Math.log2(count('total', { ...at, [doubled]: 2 * at[doubled] }, sparse) / count('total', at, sparse))
  const few: Sizes = { m: 256, n: 256, k: 128 }
  return {
    ...Object.fromEntries(Object.keys(phases).map((phase) => [phase, law(phase as Phase, sparse)])),
    'whole iteration, lazy update': law('total', lazy),
    'whole iteration, every cell visited': law('total', dense),
    'slope in m, in k, in n where n is much less than m*k': [slope('m', few), slope('k', few), slope('n', few)],
    'slope in n where n is much more': slope('n', { m: 4, n: 16_384, k: 2 }),
    'the sizes m, n, k': [LARGE.m, LARGE.n, LARGE.k],
    'm*k + n': valueAt(mkPlusN, LARGE),
    'm*n': valueAt(mn ?? [], LARGE),
    'm*n*k': valueAt(mnk ?? [], LARGE),
    'n*k, and n': [valueAt(nk ?? [], LARGE), LARGE.n],
    'O(m*n) for m*k + n': verdict(mn ?? [], mkPlusN),
    'O(m*k) for m*k + n': verdict(mk ?? [], mkPlusN),
    'O(m*n*k) for the backward pass, m*k': verdict(mnk ?? [], mk ?? []),
    'O(n*k) for a dense update, n': verdict(nk ?? [], [[{ n: 1 }]]),
    'O(n) for the whole': verdict([[{ n: 1 }]], mkPlusN),
  }
}
