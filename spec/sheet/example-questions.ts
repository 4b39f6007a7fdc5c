/** Questions made up for the specs of the reader: the slots of the real ones, with nothing behind them. */
import { z, type ZodType } from 'zod'
import { slot, type Question, type Slot } from '../questions/question.ts'
import type { Conditions } from '../judge/spec.ts'
import { formula } from '../formula/formula.ts'

function reading(means: string, example: unknown, reads: ZodType): Slot<never> {
  return slot({ means, example, reads, parts: () => ({}), specs: () => [] })
}

function question(id: string, asks: string, slots: Question['slots'] = {}, conditions: Conditions = {}): Question {
  return { id, title: `Question ${id}`, asks, supplies: { source: 'made up' }, conditions, slots }
}

const words = (...all: [string, ...string[]]): Slot<never> => reading('a statement in words', all[0], z.enum(all))
const weight = reading('a weight after the change', 'w_n / 2', formula(['w_n', 'w_i']))
const estimate = reading('an estimate of p from k heads in n trials', '(k + 1) / (n + 2)', formula(['k', 'n']))
const cost = reading('a cost in Big-O', 'O(m*k)', z.string().regex(/^O\(.+\)$/u, 'a cost such as O(m*n)'))
const decision = z.enum(['better', 'worse', 'undecided'])

export const exampleQuestions: readonly Question[] = [
  question(
    'q1',
    'A feature is duplicated.\nHow do the new weights relate to the old?',
    {
      copies: weight,
      others: weight,
      states: words(
        'depends-on-effect',
        'equal-when-similar',
        'copy-greater-when-informative',
        'copy-smaller-when-redundant',
        'depends-on-helpful-similar-or-redundant',
      ),
    },
    { penalty: ['none', 'l2', 'l1'], start: ['zero', 'warm'], share: ['0.1', '0.50', 'all'] },
  ),
  question('q2', 'Which templates differ?', {
    option: reading('the option chosen', 'b', z.enum(['a', 'b', 'c'])),
    decisions: reading(
      'a decision for each template',
      { E: 'better' },
      z.strictObject({ B: decision.optional(), C: decision.optional(), D: decision.optional(), E: decision.optional() }),
    ),
    design: reading('what the sheet states of the design', { n: 1000 }, z.strictObject({ n: z.int().positive().optional() })),
  }),
  question('q3', 'What does an iteration cost?', {
    forward: cost,
    loss: cost,
    backward: cost,
    update: cost,
    total: cost,
    states: words('parts-sum-to-the-total', 'sparsity-reduces-the-cost'),
  }),
  question(
    'q4',
    'Which new data help most?',
    {
      ranking: reading('the methods, the best first', '2 > 1 > 3', z.string().regex(/^[1-3]( > [1-3])+$/u, 'a ranking')),
      states: words(
        'closest-is-near-the-boundary',
        'v2-inherits-mistakes',
        'closest-does-not-improve',
        'random-ignores-the-boundary',
        'wrong-and-farthest-is-ambiguous',
        'wrong-and-farthest-is-most-diverse',
      ),
    },
    { labels: ['logistic', 'noisy', 'clean'], annotator: ['people', 'V1'], stories: ['selected', 'million'] },
  ),
  question('q5', 'Estimate p.', {
    mle: estimate,
    bayes: estimate,
    map: estimate,
    posterior: reading('the family of the posterior', 'beta', z.enum(['beta', 'normal'])),
    states: words('mle-ignores-the-prior', 'mean-is-a-compromise', 'map-equals-mle'),
  }),
  {
    ...question('task3', 'Write a training loop.', { does: reading('what the loop does', 'clip', z.string()) }),
    common: { loop: reading('the training loop', 'train.py', z.string()) },
  },
]
