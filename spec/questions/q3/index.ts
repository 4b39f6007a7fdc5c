/** Question 3: what one gradient-descent iteration on sparse data costs. */
import { z } from 'zod'
import { costClaim, type WrittenClaim } from '../../formula/cost-claim.ts'
import { slot, type Question, type Slot } from '../question.ts'
import type { Spec } from '../../judge/spec.ts'
import { clashOfParts } from './clash.ts'
import {
  conditions,
  costPart,
  costRuling,
  phases,
  sparsityMultipliesTheBackwardPassByK,
  sparsityReducesTheCost,
  type Phase,
} from './costs.ts'
import { costWorlds, orderOf, orderOfSum, sameOrder, type CostWorld } from './worlds.ts'
import { gradientStep } from './figure.ts'

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

/** Statements in words, and what judges them. That the parts sum to the total speaks of the other answers, and only they can contradict it. */
const words = {
  'parts-sum-to-the-total': [],
  'sparsity-reduces-the-cost': [sparsityReducesTheCost],
  'sparsity-multiplies-the-backward-pass-by-k': [sparsityMultipliesTheBackwardPassByK],
} as const
type Word = keyof typeof words

export const q3: Question = {
  id: 'q3',
  title: 'The cost of one gradient-descent iteration',
  asks: 'Logistic regression is trained on m examples of n features, each vector sparse with k non-zeros on average, k much less than n, with a modern well-written package. What does one iteration of gradient descent cost, approximately?',
  supplies: {
    storage: 'a well-written package stores sparse vectors sparsely: only the non-zeros are visited',
    model: 'logistic regression, full batch: one pass over all m examples',
    'every example': 'k non-zeros in each, not only on average: the order of the cost depends on the total m*k alone',
  },
  conditions,
  given: { storage: 'sparse' },
  figure: gradientStep,
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
      specs: (word) => words[word],
      allows: (word, { forward, loss, backward, update, total }) =>
        word !== 'parts-sum-to-the-total' || sameOrder(orderOfSum([forward, loss, backward, update]), total),
    }),
  },
  worlds: costWorlds,
  clash: clashOfParts,
}
