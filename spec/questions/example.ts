/** The worked example of the README: a whole question, with its part of the contract, in one file. */
import fc from 'fast-check'
import { formula, type Formula } from '../formula/formula.ts'
import { slot, type Question } from './question.ts'
import { ruling } from '../judge/spec.ts'

declare module '../judge/subject.ts' {
  interface AnswerParts {
    /** F1 score from precision p and recall r, both in (0, 1]. */
    f1(p: number, r: number): number
  }
}

const harmonic = ruling({
  id: 'f1.from-precision-and-recall',
  says: 'the formula gives 2 TP / (2 TP + FP + FN) from precision and recall',
  cites: 'van Rijsbergen 1979, chapter 7',
  needs: ['f1'],
  conditions: { errors: ['balanced', 'unbalanced'] },
  holdsUnder: ({ f1 }, { errors }, w) =>
    fc.property(fc.integer({ min: 1, max: 99 }), fc.nat(99), fc.integer({ min: 1, max: 99 }), (tp, fp, more) => {
      const fn = errors === 'balanced' ? fp : fp + more
      // Six roundings of numbers up to 2: 12 * 2^-53 < 2e-15.
      w.close('F1', (2 * tp) / (2 * tp + fp + fn), f1(tp / (tp + fp), tp / (tp + fn)), 2e-15)
    }),
})

export const f1: Question = {
  id: 'f1',
  title: 'the F1 score',
  asks: 'Give the F1 score as a formula in precision p and recall r.',
  supplies: {},
  conditions: { errors: ['balanced', 'unbalanced'] },
  slots: {
    f1: slot<Formula, never>({
      means: 'the F1 score, a formula in p and r',
      example: '2 * p * r / (p + r)',
      reads: formula(['p', 'r']),
      parts: (answer) => ({ f1: (p, r) => answer.evaluate({ p, r }) ?? NaN }),
      specs: () => [harmonic],
    }),
  },
}
