/** The numbers that `truth.md` states, computed from the reference. */
import type { Correction, Decisions } from '../../../src/contract/experiment.ts'
import type { Procedure } from '../../../src/contract/two-proportion.ts'
import { PROCEDURES } from '../../laws/arms/procedures.ts'
import type { Numbers } from '../truth.ts'
import { CORRECTIONS } from '../../laws/experiments/corrections.ts'
import { CONTROL, MAILS, OPTIONS, RATES, TEMPLATES, templatesAt } from './templates.ts'

export const numbers: Numbers = (reference) => {
  const { compareWithControl, rangesOfN, nPerArm, powerOfPooledZ, pValue, wilsonInterval, differenceInterval } = reference
  const arms = templatesAt(MAILS)
  const compare = (procedure: Procedure, correction: Correction) =>
    compareWithControl({ arms, control: CONTROL, procedure, correction })
  const pooled = compare('pooled z', 'none')
  const adjusted = (correction: Correction, name: string): number => compare('pooled z', correction)[name]?.adjustedP ?? NaN
  const range = (pattern: Decisions, correction: Correction, alpha = 0.05): (number | string)[] =>
    rangesOfN({ rates: RATES, control: CONTROL, correction, alpha }, pattern).map(({ low, high }) => `${low} to ${high}`)
  const ends = ({ low, high }: { low: number; high: number }): number[] => [low, high]
  const optionB: Decisions = OPTIONS.b
  const loses = (correction: Correction): number =>
    PROCEDURES.filter((procedure) => TEMPLATES.some((name) => compare(procedure, correction)[name]?.decision !== optionB[name]))
      .length
  const four = { rate: RATES.A, n: MAILS, comparisons: 4 }
  const joint = (RATES.A + RATES.B) / 2
  const decided = reference.decidedFrom({ rates: RATES, control: CONTROL })
  return {
    'normal quantile of 0.975': reference.normalQuantile(0.975),
    'joint rate of A and B, and its complement': [joint, 1 - joint],
    'difference of B from A': RATES.B - RATES.A,
    'first n at which E, and D, is decided': [decided['E'] ?? NaN, decided['D'] ?? NaN],
    'overlap of two equal intervals, in lengths, from which on nothing is significant': 1 - Math.SQRT1_2,
    'z of B, C, D, E': TEMPLATES.map((name) => pooled[name]?.statistic ?? NaN),
    'p of B, C, D, E': TEMPLATES.map((name) => pooled[name]?.p ?? NaN),
    'decisions on B, C, D, E': TEMPLATES.map((name) => pooled[name]?.decision ?? ''),
    'adjusted p of B: Bonferroni, Holm, BH, BY, Dunnett': (['Bonferroni', 'Holm', 'BH', 'BY', 'Dunnett'] as const).map((each) =>
      adjusted(each, 'B'),
    ),
    'adjusted p of E: Bonferroni, Holm, BH, BY, Dunnett': (['Bonferroni', 'Holm', 'BH', 'BY', 'Dunnett'] as const).map((each) =>
      adjusted(each, 'E'),
    ),
    'Holm-adjusted p of B by Fisher': compare('Fisher', 'Holm')['B']?.adjustedP ?? NaN,
    'tests asked': PROCEDURES.length,
    'of them, those that lose option (b): none, Bonferroni, Sidak, Holm, Hochberg, BH, BY, Dunnett': CORRECTIONS.map(loses),
    'n for which option (b) is right, no correction': range(optionB, 'none'),
    'the same under Bonferroni': range(optionB, 'Bonferroni'),
    'the same under Holm': range(optionB, 'Holm'),
    'the same, one-sided at 5 %': range(optionB, 'none', 0.1),
    'adjusted p of E under BY: Yates, Fisher, Newcombe, Agresti-Caffo': (
      ['Yates', 'Fisher', 'Newcombe', 'Agresti-Caffo'] as const
    ).map((test) => compare(test, 'BY')['E']?.adjustedP ?? NaN),
    'n for which option (a) is right, no correction': range(OPTIONS.a, 'none'),
    'n for which option (c) is right, up to 10000': range(OPTIONS.c, 'none'),
    'mails per template for 80 % power: B, C, D, E': TEMPLATES.map((name) => Math.ceil(nPerArm(RATES[name], RATES.A, 0.8))),
    'power at 1000 mails: B, C, D, E': TEMPLATES.map((name) => powerOfPooledZ(RATES[name], RATES.A, MAILS)),
    '95 % interval of the difference of C': ends(differenceInterval('Newcombe', arms.C, arms.A, 0.95)),
    '95 % interval of the difference of D': ends(differenceInterval('Newcombe', arms.D, arms.A, 0.95)),
    '95 % interval of the rate of A': ends(wilsonInterval(arms.A, 0.95)),
    '95 % interval of the rate of E': ends(wilsonInterval(arms.E, 0.95)),
    'p of E against A by Fisher, and by the pooled z': [pValue('Fisher', arms.E, arms.A), pValue('pooled z', arms.E, arms.A)],
    'chance that some of four tests rejects, no difference: none, Bonferroni, Dunnett': (
      ['none', 'Bonferroni', 'Dunnett'] as const
    ).map((each) => reference.familywiseErrorRate(each, four.rate, four.n, four.comparisons)),
    'chance that the same four decisions come out again': reference.patternProbability(
      { rates: RATES, control: CONTROL, n: MAILS, alpha: 0.05 },
      optionB,
    ),
    'false alarms with 1, 2, 5 looks': [1, 2, 5].map((looks) =>
      reference.peekingFalsePositiveRate({ rate: RATES.A, n: MAILS, looks }),
    ),
    'chance that E is better than A, uniform priors': reference.probabilityBetter(arms.E, arms.A),
  }
}
