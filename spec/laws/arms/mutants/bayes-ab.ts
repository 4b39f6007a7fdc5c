/** Faults of the Bayesian comparison of two arms. */
import { probabilityBetter, pValue } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'probability-better.default-prior-is-beta-2-2',
    fault: 'the default prior is Beta(2, 2), not the uniform',
    refutedBy: ['probability-better.golden-email-templates'],
    parts: { probabilityBetter: (arm, control, prior = { a: 2, b: 2 }) => probabilityBetter(arm, control, prior) },
  },
  {
    id: 'probability-better.uniform-prior-is-beta-0-0',
    fault: 'Beta(0, 0) is taken for the uniform prior: its posterior has one success and one failure less',
    refutedBy: [
      'probability-better.is-the-exact-sum',
      'probability-better.is-the-integral',
      'probability-better.golden-email-templates',
      'probability-better.rejects-impossible-priors',
    ],
    parts: {
      probabilityBetter: (arm, control, { a, b } = { a: 1, b: 1 }) =>
        probabilityBetter(arm, control, { a: Math.max(a - 1, 1e-3), b: Math.max(b - 1, 1e-3) }),
    },
  },
  {
    id: 'probability-better.ties-count-too-much',
    fault: 'a tie counts half and a half more: P(better) of both sum to more than one',
    refutedBy: ['probability-better.of-both-sums-to-one', 'probability-better.is-the-exact-sum'],
    parts: { probabilityBetter: (arm, control, prior) => probabilityBetter(arm, control, prior) + 0.5 / (arm.n + control.n) },
  },
  {
    id: 'probability-better.control-forgets-the-prior',
    fault: 'the prior is used for the arm and forgotten for the control',
    refutedBy: ['probability-better.has-a-prior-worth-counts', 'probability-better.is-the-integral'],
    parts: {
      probabilityBetter: (arm, control, prior) =>
        probabilityBetter(arm, control, prior === undefined ? prior : { a: (prior.a + 1) / 2, b: (prior.b + 1) / 2 }),
    },
  },
  {
    id: 'probability-better.caps-the-prior',
    fault: 'a prior of more than 1000 counts is taken for one of 1000',
    refutedBy: ['probability-better.has-a-prior-of-any-strength'],
    parts: {
      probabilityBetter(arm, control, { a, b } = { a: 1, b: 1 }) {
        const share = Math.min(1, 1000 / (a + b))
        return probabilityBetter(arm, control, { a: share * a, b: share * b })
      },
    },
  },
  {
    id: 'probability-better.p-is-not-doubled',
    fault: 'the Bayes p-value is the posterior probability of the worse side, not doubled',
    refutedBy: ['probability-better.doubles-its-smaller-tail'],
    parts: { pValue: (procedure, arm, control) => pValue(procedure, arm, control) / (procedure === 'Bayes' ? 2 : 1) },
  },
] satisfies Mutant[]
