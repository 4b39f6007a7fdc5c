/** Wrong judges of costs, wrong claims. */
import { classifyBound } from '../../../src/complexity/classify-bound.ts'
import { recoverCost } from '../../../src/complexity/recover-cost.ts'
import type { Bound, Cost, CostClaim, Monomial, Sizes } from '../../../src/contract/complexity.ts'
import type { Mutant } from '../../judge/mutant.ts'

const claims = (cost: Cost) => (): CostClaim => ({ bound: 'O', cost })
const mapMonomials = (cost: Cost, change: (monomial: Monomial) => Monomial): Cost => cost.map((sum) => sum.map(change))
const mn: Cost = [[{ m: 1, n: 1 }]]

/** The least of sums with all sums run into one. */
const joined = (cost: Cost): Cost => [cost.flat()]
/** Only the first term of each sum. */
const firstTerms = (cost: Cost): Cost => cost.map((sum) => sum.slice(0, 1))
const withoutLogs = ({ m = 0, n = 0, k = 0 }: Monomial): Monomial => ({ m, n, k })
const mended = (cost: Cost): Cost => [
  cost.flat().length === 0 ? [{}] : cost.flat().map(({ m = 0, n = 0, k = 0 }) => ({ m: whole(m), n: whole(n), k: whole(k) })),
]
const whole = (exponent: number): number => Math.min(2, Math.round(exponent) || 0)
const withRoot = (monomial: Monomial): Monomial => ({ ...monomial, m: (monomial.m ?? 0) + 0.5 })

const judges: readonly Mutant[] = [
  {
    id: 'classify-bound.forgets-n-growing-alone',
    fault: 'the ray on which n grows alone is forgotten: O(m*k) passes for m*k + n',
    refutedBy: ['classify-bound.one-monomial', 'classify-bound.agrees-with-enumeration', 'q3.total', 'q3.update'],
    parts: {
      classifyBound(claim, cost) {
        const kept = cost.map((sum) => sum.filter(({ m = 0, n = 0, k = 0 }) => n === 0 || m > 0 || k > 0))
        return classifyBound(claim, kept.some((sum) => sum.length === 0) ? [[{}]] : kept)
      },
    },
  },
  {
    id: 'classify-bound.looks-along-simple-growths',
    fault: 'costs that differ only along growths with exponents above 4 are called of one order',
    refutedBy: ['classify-bound.thin-differences'],
    parts: {
      classifyBound(claim, cost): Bound {
        const bound = classifyBound(claim, cost)
        if (bound.verdict === 'tight') return bound
        const { m, n, k } = bound.witness.along
        return Math.max(m, n, k) > 4 ? { verdict: 'tight' } : bound
      },
    },
  },
  {
    id: 'recover-cost.names-every-term',
    fault: 'the cost names every term, those of lower order too',
    refutedBy: ['recover-cost.names-what-leads'],
    parts: {
      recoverCost(count) {
        const found = recoverCost(count)
        return found === undefined ? found : { ...found, cost: found.cost.map((sum) => [...sum, { k: 0 }]) }
      },
    },
  },
  {
    id: 'classify-bound.calls-loose-bounds-wrong',
    fault: 'a true upper bound that is not tight is called wrong',
    refutedBy: [
      'classify-bound.agrees-with-enumeration',
      'classify-bound.one-monomial',
      'classify-bound.known-witnesses',
      'q3.forward',
      'q3.total',
    ],
    parts: {
      classifyBound(claim, cost): Bound {
        const bound = classifyBound(claim, cost)
        return bound.verdict === 'loose' ? { ...bound, verdict: 'wrong' } : bound
      },
    },
  },
  {
    id: 'classify-bound.calls-every-bound-tight',
    fault: 'every upper bound is called tight',
    refutedBy: [
      'classify-bound.agrees-with-enumeration',
      'classify-bound.one-monomial',
      'classify-bound.minimum',
      'classify-bound.witness-in-numbers',
      'q3.forward',
      'q3.total',
      'q3.sparsity-reduces-the-cost',
    ],
    parts: {
      classifyBound(claim, cost): Bound {
        const bound = classifyBound(claim, cost)
        return bound.verdict === 'loose' ? { verdict: 'tight' } : bound
      },
    },
  },
  {
    id: 'recover-cost.slopes-only-where-n-dominates',
    fault: 'the law is read from slopes taken only where n is much more than m*k',
    refutedBy: ['recover-cost.planted-law', 'gradient-step-cost.is-the-counted-cost', 'q3.total'],
    parts: {
      recoverCost(count) {
        const at = { m: 4, n: 4096, k: 2 }
        const slope = (size: keyof Sizes): number => Math.round(Math.log2(count({ ...at, [size]: 2 * at[size] }) / count(at)))
        const monomial = { m: slope('m'), n: slope('n'), k: slope('k') }
        return { coefficients: { [JSON.stringify(monomial)]: 1 }, cost: [[monomial]] }
      },
    },
  },
  {
    id: 'classify-bound.minimum-is-a-sum',
    fault: 'min(a, b) is judged as a + b',
    refutedBy: ['classify-bound.minimum', 'classify-bound.agrees-with-enumeration'],
    parts: { classifyBound: (claim, cost) => classifyBound(joined(claim), joined(cost)) },
  },
  {
    id: 'classify-bound.judges-the-first-term-only',
    fault: 'of a sum, only the first term is judged',
    refutedBy: ['classify-bound.dominated-terms', 'classify-bound.agrees-with-enumeration'],
    parts: { classifyBound: (claim, cost) => classifyBound(firstTerms(claim), firstTerms(cost)) },
  },
  {
    id: 'classify-bound.ignores-logarithms',
    fault: 'logarithms count for nothing',
    refutedBy: ['classify-bound.known-logarithms', 'classify-bound.logarithms-break-ties'],
    parts: { classifyBound: (claim, cost) => classifyBound(mapMonomials(claim, withoutLogs), mapMonomials(cost, withoutLogs)) },
  },
  {
    id: 'classify-bound.exponents-agree-within-a-half',
    fault: 'exponents that differ by 1/2 count as equal',
    refutedBy: ['classify-bound.transitive', 'classify-bound.agrees-with-enumeration'],
    parts: {
      classifyBound(claim, cost): Bound {
        const bound = classifyBound(claim, cost)
        const [more, less] = bound.verdict === 'loose' ? [claim, cost] : [cost, claim]
        if (bound.verdict === 'tight' || classifyBound(mapMonomials(less, withRoot), more).verdict === 'wrong') return bound
        return { verdict: 'tight' }
      },
    },
  },
  {
    id: 'classify-bound.witness-at-size-1',
    fault: 'the witness is taken where all sizes are 1 and nothing shows',
    refutedBy: ['classify-bound.witness-in-numbers', 'classify-bound.known-witnesses'],
    parts: {
      classifyBound(claim, cost): Bound {
        const bound = classifyBound(claim, cost)
        if (bound.verdict === 'tight') return bound
        const at = { m: 1, n: 1, k: 1 }
        return { ...bound, witness: { ...bound.witness, at, claimed: claim[0]?.length ?? 0, cost: cost[0]?.length ?? 0 } }
      },
    },
  },
  {
    id: 'classify-bound.empty-cost-is-1',
    fault: 'a cost without terms counts as 1, and odd exponents are rounded',
    refutedBy: ['classify-bound.refuses-no-cost'],
    parts: { classifyBound: (claim, cost) => classifyBound(mended(claim), mended(cost)) },
  },
  {
    id: 'recover-cost.law-is-not-checked-elsewhere',
    fault: 'the law that fits at sizes below 1000 is reported without a check elsewhere',
    refutedBy: ['recover-cost.no-law'],
    parts: { recoverCost: (count) => recoverCost((sizes) => (sizes.n > 1000 ? 2 * sizes.m * sizes.k : count(sizes))) },
  },
]

/** The answers of the submission. */
const answers: readonly Mutant[] = [
  {
    id: 'gradient-step-cost.forward-is-mn',
    fault: 'the forward pass is said to cost m*n',
    refutedBy: ['gradient-step-cost.is-the-counted-cost', 'gradient-step-cost.parts-sum-to-the-total', 'q3.forward'],
    parts: { forwardCost: claims(mn) },
  },
  {
    id: 'gradient-step-cost.loss-is-mn',
    fault: 'the loss is said to cost m*n',
    refutedBy: ['gradient-step-cost.is-the-counted-cost', 'gradient-step-cost.parts-sum-to-the-total'],
    parts: { lossCost: claims(mn) },
  },
  {
    id: 'gradient-step-cost.backward-is-mnk',
    fault: 'the backward pass is said to cost m*n*k',
    refutedBy: ['gradient-step-cost.is-the-counted-cost', 'gradient-step-cost.parts-sum-to-the-total', 'q3.backward'],
    parts: { backwardCost: claims([[{ m: 1, n: 1, k: 1 }]]) },
  },
  {
    id: 'gradient-step-cost.update-is-nk',
    fault: 'the update is said to cost n*k',
    refutedBy: ['gradient-step-cost.is-the-counted-cost', 'gradient-step-cost.parts-sum-to-the-total', 'q3.update'],
    parts: { updateCost: claims([[{ n: 1, k: 1 }]]) },
  },
  {
    id: 'gradient-step-cost.total-is-mn',
    fault: 'the step is said to cost m*n',
    refutedBy: ['gradient-step-cost.is-the-counted-cost', 'gradient-step-cost.parts-sum-to-the-total', 'q3.total'],
    parts: { totalCost: claims(mn) },
  },
  {
    id: 'recover-cost.asks-for-k-above-n',
    fault: 'a count is asked for an example with more non-zeros than features',
    refutedBy: ['recover-cost.asks-inside-the-domain'],
    parts: {
      recoverCost(count) {
        count({ m: 2, n: 3, k: 4 })
        return recoverCost(count)
      },
    },
  },
]

export default [...judges, ...answers] satisfies Mutant[]
