/** Question 3: what one gradient-descent iteration on sparse data costs. */
import { z } from 'zod'
import type { Cost, CostClaim, CostLaw, StepCounts, StepSetting } from '../contract/complexity.ts'
import { costText, one, sum } from '../grade/cost-algebra.ts'
import { costClaim, type WrittenClaim } from '../grade/cost-claim.ts'
import { compareRates, growthGrid, rateOf, type Rate } from '../oracles/growth.ts'
import { slot, type Answer, type Question, type Slot } from '../question.ts'
import { once, ruling, type Condition, type Ruling, type Spec } from '../spec.ts'
import type { Parts } from '../subject.ts'
import type { Witness } from '../witness.ts'

const phases = {
  forward: 'the forward pass',
  loss: 'the loss',
  backward: 'the backward pass',
  update: 'the parameter update',
  total: 'the whole iteration',
} as const
type Phase = keyof typeof phases
const parts = ['forward', 'loss', 'backward', 'update'] as const

/** The part of the contract that says what a phase costs. */
const costPart = {
  forward: 'forwardCost',
  loss: 'lossCost',
  backward: 'backwardCost',
  update: 'updateCost',
  total: 'totalCost',
} as const

const conditions = { storage: ['sparse', 'dense'], update: ['dense', 'lazy'] } as const
/** A claim may be read as an upper bound, or as the order of the cost. Theta(...) says the latter in either reading. */
const reading = ['upper bound', 'tight'] as const

/** The claim of one phase against the law behind its operation counts. */
function costRuling(phase: Phase): Spec {
  return ruling({
    id: `q3.${phase}`,
    says: `the claimed cost of ${phases[phase]} is what its operations, counted, add up to`,
    cites:
      'derived here: the law is solved exactly from counts; orders are compared along every growth of m, n and k with k <= n',
    needs: [costPart[phase], 'countGradientStep', 'recoverCost', 'classifyBound'],
    conditions: { ...conditions, reading },
    holdsUnder: (subject, condition, w) =>
      once(() => {
        const setting = settingOf(condition)
        const claim = claimOf(subject, phase, setting)
        const law = countedLaw(subject, setting, phase)
        w.require(`operations of ${phases[phase]} follow a law in m, n and k`, law !== undefined, law)
        if (law === undefined) return
        w.measured(`counted, ${setting.storage} storage, ${setting.update} update`, law.coefficients)
        requireBound(w, subject, `${claimText(claim)} for ${phases[phase]}`, claim, law.cost, condition['reading'])
      }),
  }) satisfies Ruling<never> as Spec
}

type Judge = Pick<Parts, 'countGradientStep' | 'recoverCost' | 'classifyBound'>

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

function countedLaw(subject: Judge, setting: StepSetting, phase: Phase): CostLaw | undefined {
  return subject.recoverCost((sizes) => operations(subject.countGradientStep(sizes, setting), phase))
}

function operations(counts: StepCounts, phase: Phase): number {
  return phase === 'total' ? counts.forward + counts.loss + counts.backward + counts.update : counts[phase]
}

/** Requires that the claim is true of the cost in this reading; what is not is shown in numbers. */
function requireBound(w: Witness, subject: Judge, what: string, claim: CostClaim, cost: Cost, read: string | undefined): void {
  const bound = subject.classifyBound(claim.cost, cost)
  if (bound.verdict !== 'tight') w.measured('witness', bound.witness)
  const asBound = claim.bound === 'O' && read === 'upper bound'
  const enough = bound.verdict === 'tight' || (asBound && bound.verdict === 'loose')
  const wanted = asBound ? 'an upper bound' : 'tight'
  const got = bound.verdict === 'tight' ? 'tight' : `${bound.verdict}: ${inNumbers(bound.witness)}`
  w.equal(`${what}, counted as ${costText(cost)}`, enough ? wanted : got, wanted)
}

function inNumbers({
  at: { m, n, k },
  claimed,
  cost,
}: {
  at: { m: number; n: number; k: number }
  claimed: number
  cost: number
}): string {
  return `at m = ${short(m)}, n = ${short(n)}, k = ${short(k)} it says ${short(claimed)} where the count is of order ${short(cost)}`
}

function short(value: number): string {
  return value < 1e4
    ? String(Math.round(value))
    : value.toExponential(value.toExponential(3).includes('.000e') ? 0 : 2).replace('e+', 'e')
}

function claimText({ bound, cost }: CostClaim): string {
  return `${bound}(${costText(cost)})`
}

// Statements in words

const partsSumToTheTotal = ruling({
  id: 'q3.parts-sum-to-the-total',
  says: 'the claimed costs of the four phases sum to the claimed cost of the iteration',
  cites: 'Cormen et al. 2022, section 3.2: a sum is of the order of its largest term',
  needs: ['forwardCost', 'lossCost', 'backwardCost', 'updateCost', 'totalCost', 'classifyBound'],
  conditions,
  holdsUnder: (subject, condition, w) =>
    once(() => {
      const setting = settingOf(condition)
      const added = parts.map((phase) => claimOf(subject, phase, setting).cost).reduce(sum)
      const total = claimOf(subject, 'total', setting).cost
      const bound = subject.classifyBound(total, added)
      const got = bound.verdict === 'tight' ? 'tight' : `${bound.verdict}: ${inNumbers(bound.witness)}`
      w.equal(`${costText(total)} for the sum of the parts, ${costText(added)}`, got, 'tight')
    }),
})

const sparsityReducesTheCost = ruling({
  id: 'q3.sparsity-reduces-the-cost',
  says: 'an iteration that visits the non-zeros only costs less, in order, than one that visits every cell',
  cites: 'derived here: both are counted, and their laws compared along every growth of m, n and k with k <= n',
  needs: ['countGradientStep', 'recoverCost', 'classifyBound'],
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

const sparsityMultipliesTheBackwardPassByK = ruling({
  id: 'q3.sparsity-multiplies-the-backward-pass-by-k',
  says: 'with k non-zeros an example, the backward pass costs k times what it costs to visit every cell',
  cites: 'derived here: both are counted, and their laws compared',
  needs: ['countGradientStep', 'recoverCost', 'classifyBound'],
  conditions: { update: conditions.update },
  holdsUnder: (subject, condition, w) =>
    once(() => {
      const { update } = settingOf(condition)
      const sparse = countedLaw(subject, { storage: 'sparse', update }, 'backward')
      const dense = countedLaw(subject, { storage: 'dense', update }, 'backward')
      w.require('both follow a law in m, n and k', sparse !== undefined && dense !== undefined, { sparse, dense })
      if (sparse === undefined || dense === undefined) return
      const multiplied = dense.cost.map((terms) => terms.map((monomial) => ({ ...monomial, k: (monomial.k ?? 0) + 1 })))
      requireBound(w, subject, 'k times the dense backward pass', { bound: 'Theta', cost: multiplied }, sparse.cost, 'tight')
    }),
})

const words = {
  'parts-sum-to-the-total': partsSumToTheTotal,
  'sparsity-reduces-the-cost': sparsityReducesTheCost,
  'sparsity-multiplies-the-backward-pass-by-k': sparsityMultipliesTheBackwardPassByK,
} as const satisfies Record<string, object>
type Word = keyof typeof words

// Worlds: what the five could cost

/** A cost, as its rates of growth: costs of the same order have the same. */
type Order = readonly Rate[]
/** The order of each phase and of the whole. */
export type CostWorld = Readonly<Record<Phase, Order>>

/** Walls between regions of growth have small whole normals where exponents are at most 3, and show on this grid. */
const growths = growthGrid(6)
const orders = new Map<string, Order>()

function orderOf(cost: Cost): Order {
  const key = JSON.stringify(cost)
  const known = orders.get(key) ?? growths.map((growth) => rateOf(cost, growth))
  orders.set(key, known)
  return known
}

function sameOrder(a: Order, b: Order): boolean {
  return a === b || a.every((rate, i) => compareRates(rate, b[i] ?? [NaN, NaN]) === 0)
}

/** The order of a sum: the largest rate, growth by growth. */
function orderOfSum(summands: readonly Order[]): Order {
  return summands.reduce((a, b) => a.map((rate, i) => (compareRates(rate, b[i] ?? rate) >= 0 ? rate : (b[i] ?? rate))))
}

/**
 * Every choice of costs out of those that the sheet names, read as the costs themselves: a phase may cost what is claimed for it, what is
 * claimed for the whole, what all claimed phases cost together, or next to nothing.
 */
function* worlds(answers: readonly Answer[]): Generator<CostWorld> {
  const claimed = (phase: Phase): Cost[] =>
    answers.filter((answer) => answer.slot === phase).map((answer) => (answer.value as WrittenClaim).cost)
  const together = parts.flatMap(claimed).reduce(sum, one)
  const pool = (costs: readonly Cost[]): Order[] =>
    costs
      .map(orderOf)
      .reduce<Order[]>(
        (distinct, order) => (distinct.some((known) => sameOrder(known, order)) ? distinct : [...distinct, order]),
        [],
      )
  const perPhase = (phase: Phase): Order[] => pool([...claimed(phase), ...claimed('total'), together, one])
  const totals = pool([...claimed('total'), together])
  for (const forward of perPhase('forward'))
    for (const loss of perPhase('loss'))
      for (const backward of perPhase('backward'))
        for (const update of perPhase('update')) for (const total of totals) yield { forward, loss, backward, update, total }
}

// The question

function costSlot(phase: Phase, example: string): Slot<never, CostWorld> {
  return slot<WrittenClaim, CostWorld>({
    means: `what ${phases[phase]} costs, in m examples, n features, k non-zeros an example (nnz = m*k)`,
    example,
    reads: costClaim(),
    parts: ({ bound, cost }) => ({ [costPart[phase]]: () => ({ bound, cost }) }),
    specs: () => [costRulings[phase]],
    allows: ({ cost }, world) => sameOrder(orderOf(cost), world[phase]),
  })
}

const costRulings: Readonly<Record<Phase, Spec>> = {
  forward: costRuling('forward'),
  loss: costRuling('loss'),
  backward: costRuling('backward'),
  update: costRuling('update'),
  total: costRuling('total'),
}

export default {
  id: 'q3',
  title: 'The cost of one gradient-descent iteration',
  asks: 'Logistic regression is trained on m examples of n features, each vector sparse with k non-zeros on average, k much less than n, with a modern well-written package. What does one iteration of gradient descent cost, approximately?',
  supplies: {
    storage: 'a well-written package stores sparse vectors sparsely: only the non-zeros are visited',
    model: 'logistic regression, full batch: one pass over all m examples',
    'every example': 'k non-zeros in each, not only on average: the order of the cost depends on the total m*k alone',
  },
  conditions: { storage: conditions.storage, update: conditions.update },
  given: { storage: 'sparse' },
  slots: {
    forward: costSlot('forward', 'O(m*k)'),
    loss: costSlot('loss', 'O(m)'),
    backward: costSlot('backward', 'O(m*k)'),
    update: costSlot('update', 'O(n)'),
    total: costSlot('total', 'O(m*k + n)'),
    states: slot<Word, CostWorld>({
      means: `a statement in words: ${Object.keys(words).join(', ')}`,
      example: 'sparsity-reduces-the-cost',
      reads: z.enum(Object.keys(words) as [Word, ...Word[]]),
      parts: () => ({}),
      specs: (word) => [words[word] as unknown as Spec],
      speaksOfTheSheet: (word) => word === 'parts-sum-to-the-total',
      allows: (word, { forward, loss, backward, update, total }) =>
        word !== 'parts-sum-to-the-total' || sameOrder(orderOfSum([forward, loss, backward, update]), total),
    }),
  },
  worlds,
} satisfies Question<CostWorld>
