/** The rulings on claimed costs: each claim against the law behind its operation counts, under each way to carry out a step. */
import { counters, countGradientStep, totalOf } from '../../laws/complexity/count-gradient-step.ts'
import type { Cost, CostClaim, CostLaw, Sizes, StepSetting, Storage, Update } from '../../../src/contract/complexity.ts'
import { costText, withAtMost } from '../../formula/cost-algebra.ts'
import { once, ruling, type Condition, type Spec } from '../../judge/spec.ts'
import type { Parts } from '../../judge/subject.ts'
import { tracing } from '../../judge/trace.ts'
import type { Witness } from '../../judge/witness.ts'

/** What a claim may be about, in words. */
export const phases = {
  forward: 'the forward pass',
  loss: 'the loss',
  backward: 'the backward pass',
  update: 'the parameter update',
  total: 'the whole iteration',
} as const
export type Phase = keyof typeof phases

/** The part of the contract that says what a phase costs. */
export const costPart = {
  forward: 'forwardCost',
  loss: 'lossCost',
  backward: 'backwardCost',
  update: 'updateCost',
  total: 'totalCost',
} as const

/** `all occur`: every feature occurs in some example, so that n <= m*k; the usual case, as a feature that never occurs is dropped. */
export const conditions = {
  storage: ['sparse', 'dense'],
  update: ['dense', 'lazy'],
  features: ['all occur', 'some never occur'],
} as const
/** A claim may be read as an upper bound, or as the order of the cost. Theta(...) says the latter in either reading. */
const reading = ['upper bound', 'tight'] as const

/** The claim of one phase against the law behind its operation counts. */
export function costRuling(phase: Phase): Spec {
  return ruling({
    id: `q3.${phase}`,
    says: `the claimed cost of ${phases[phase]} is what its operations, counted, add up to`,
    cites:
      'derived here: the law is solved exactly from counts; orders are compared along every growth of m, n and k with k <= n',
    premises: phase === 'loss' || phase === 'update' ? [] : ['storage'],
    needs: [costPart[phase], ...counters, 'recoverCost', 'classifyBound'],
    conditions: { ...conditions, reading },
    holdsUnder: (subject, condition, w) =>
      once(() => {
        const setting = settingOf(condition)
        const claim = claimOf(subject, phase, setting)
        const law = countedLaw(subject, setting, phase)
        w.require(`operations of ${phases[phase]} follow a law in m, n and k`, law !== undefined, law)
        if (law === undefined) return
        w.measured(`counted, ${setting.storage} storage, ${setting.update} update`, law.coefficients)
        creditBound(w, subject, { phase, setting, claimed: claim.cost, counted: law.cost })
        const [claimed, cost] =
          condition['features'] === 'all occur' ? whereAllOccur(claim.cost, law.cost) : [claim.cost, law.cost]
        requireBound(
          w,
          subject,
          `${claimText(claim)} for ${phases[phase]}, counted as ${costText(law.cost)}`,
          { ...claim, cost: claimed },
          cost,
          condition['reading'],
        )
      }),
  })
}

/**
 * Where every feature occurs, n <= m*k. On those sizes n is min(n, m*k), and with that in its place a cost depends on the others of
 * those sizes only: so comparing everywhere compares there. A cost with n below a bar or in a logarithm is compared as it is.
 */
function whereAllOccur(claimed: Cost, cost: Cost): [Cost, Cost] {
  const mostN: Cost = [[{ m: 1, k: 1 }]]
  const [a, b] = [withAtMost(claimed, mostN), withAtMost(cost, mostN)]
  return a === undefined || b === undefined ? [claimed, cost] : [a, b]
}

interface Claimed {
  readonly phase: Phase
  readonly setting: StepSetting
  readonly claimed: Cost
  readonly counted: Cost
}

/** A loose bound says something of sparsity only if it is below the cost without it for some sizes: else it earns nothing. */
function creditBound(w: Witness, subject: Judge, { phase, setting, claimed, counted }: Claimed): void {
  const dense = countedLaw(subject, { ...setting, storage: 'dense' }, phase)
  const isLoose = subject.classifyBound(claimed, counted).verdict === 'loose'
  if (dense === undefined || setting.storage === 'dense' || !isLoose) return
  const below = subject.classifyBound(claimed, dense.cost).verdict === 'wrong'
  w.credit(below ? 1 / 2 : 0, `${below ? 'below' : 'nowhere below'} the cost without sparsity, ${costText(dense.cost)}`)
}

type Judge = Pick<Parts, (typeof counters)[number] | 'recoverCost' | 'classifyBound'>

function claimOf(subject: Partial<Parts>, phase: Phase, setting: StepSetting): CostClaim {
  const claim = subject[costPart[phase]]
  if (claim === undefined) throw new TypeError(`q3: the subject must offer ${costPart[phase]}, got nothing`)
  return claim(setting)
}

function settingOf(condition: Condition): StepSetting {
  return {
    storage: condition['storage'] === 'dense' ? 'dense' : 'sparse',
    update: condition['update'] === 'lazy' ? 'lazy' : 'dense',
  }
}

/** The law of a phase's counts. All claims are judged by the same dozen. */
const tracedLaw = tracing([...counters, 'recoverCost'], (subject, storage: Storage, update: Update, phase: Phase) =>
  subject.recoverCost((sizes) => {
    const counts = countGradientStep(subject, sizes, { storage, update })
    return phase === 'total' ? totalOf(counts) : counts[phase]
  }),
)

function countedLaw(subject: Judge, { storage, update }: StepSetting, phase: Phase): CostLaw | undefined {
  return tracedLaw(subject, storage, update, phase)
}

/** Requires that the claim is true of the cost in this reading; what is not is shown in numbers. */
function requireBound(w: Witness, subject: Judge, what: string, claim: CostClaim, cost: Cost, read: string | undefined): void {
  const bound = subject.classifyBound(claim.cost, cost)
  if (bound.verdict !== 'tight') w.measured('witness', bound.witness)
  const asBound = claim.bound === 'O' && read === 'upper bound'
  const enough = bound.verdict === 'tight' || (asBound && bound.verdict === 'loose')
  const wanted = asBound ? 'an upper bound' : 'tight'
  const got = bound.verdict === 'tight' ? 'tight' : `${bound.verdict}: ${inNumbers(bound.witness)}`
  w.equal(what, enough ? wanted : got, wanted)
}

function inNumbers({ at, claimed, cost }: { at: Sizes; claimed: number; cost: number }): string {
  return `at ${inSizes(at)} it says ${shortNumber(claimed)} where the count is of order ${shortNumber(cost)}`
}

/** 'm = 1e6, n = 1e6, k = 100'. */
export function inSizes({ m, n, k }: Sizes): string {
  return `m = ${shortNumber(m)}, n = ${shortNumber(n)}, k = ${shortNumber(k)}`
}

/** Three digits, but for small whole numbers: 1e6, 1.01e8, 100. */
export function shortNumber(value: number): string {
  return value < 1e4
    ? String(Math.round(value))
    : value.toExponential(value.toExponential(3).includes('.000e') ? 0 : 2).replace('e+', 'e')
}

function claimText({ bound, cost }: CostClaim): string {
  return `${bound}(${costText(cost)})`
}

// Statements about sparsity

export const sparsityReducesTheCost = ruling({
  id: 'q3.sparsity-reduces-the-cost',
  says: 'an iteration that visits the non-zeros only costs less, in order, than one that visits every cell',
  cites: 'derived here: both are counted, and their laws compared along every growth of m, n and k with k <= n',
  needs: [...counters, 'recoverCost', 'classifyBound'],
  conditions: { update: conditions.update },
  holdsUnder: (subject, condition, w) =>
    once(() => {
      const { update } = settingOf(condition)
      const sparse = countedLaw(subject, { storage: 'sparse', update }, 'total')
      const dense = countedLaw(subject, { storage: 'dense', update }, 'total')
      w.require('both follow a law in m, n and k', sparse !== undefined && dense !== undefined, { sparse, dense })
      if (sparse === undefined || dense === undefined) return
      const bound = subject.classifyBound(dense.cost, sparse.cost)
      if (bound.verdict !== 'tight') w.measured('dense against sparse', inNumbers(bound.witness))
      w.equal(`${costText(dense.cost)} for ${costText(sparse.cost)}`, bound.verdict, 'loose')
    }),
})

export const sparsityMultipliesTheBackwardPassByK = ruling({
  id: 'q3.sparsity-multiplies-the-backward-pass-by-k',
  says: 'with k non-zeros an example, the backward pass costs k times what it costs to visit every cell',
  cites: 'derived here: both are counted, and their laws compared',
  needs: [...counters, 'recoverCost', 'classifyBound'],
  conditions: { update: conditions.update },
  holdsUnder: (subject, condition, w) =>
    once(() => {
      const { update } = settingOf(condition)
      const sparse = countedLaw(subject, { storage: 'sparse', update }, 'backward')
      const dense = countedLaw(subject, { storage: 'dense', update }, 'backward')
      w.require('both follow a law in m, n and k', sparse !== undefined && dense !== undefined, { sparse, dense })
      if (sparse === undefined || dense === undefined) return
      const multiplied = dense.cost.map((terms) => terms.map((monomial) => ({ ...monomial, k: (monomial.k ?? 0) + 1 })))
      requireBound(
        w,
        subject,
        `k times the dense backward pass, counted as ${costText(sparse.cost)}`,
        { bound: 'Theta', cost: multiplied },
        sparse.cost,
        'tight',
      )
    }),
})
