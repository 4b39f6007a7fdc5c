/** Question 5: a coin. Three estimates of its head probability, as formulas in k and n, and what is said about them in words. */
import { z } from 'zod'
import { formula, readFormula, type Formula } from '../../formula/formula.ts'
import { slot, type ClosedForm, type Question } from '../question.ts'
import { bayesFormula, mapFormula } from './estimates.ts'
import { mleMaximises, noMleWithoutTrials } from '../../laws/coin/maximum-likelihood.ts'
import { posteriorIsLikelihood } from '../../laws/coin/beta-bernoulli.ts'
import { conditions } from './conditions.ts'
import { families, posteriorFamily } from './family.ts'
import { statements, type Statement } from './statements.ts'
import { UNIFORM } from './claims.ts'
import { coin } from './figure.ts'

const synonyms = {
  heads: 'k', successes: 'k', tosses: 'n', flips: 'n', trials: 'n', α: 'alpha', β: 'beta', a: 'alpha', b: 'beta',
} as const // prettier-ignore
/** alpha and beta are the shapes of the prior: 1 and 1 for the uniform prior of the question. */
const counts = ['k', 'n', 'alpha', 'beta'] as const
const reads = formula(counts, [], synonyms)
/** The same, or the word undefined: there is no such estimate. */
const estimateReads = z.preprocess((value) => (value === 'undefined' ? '0/0' : value), reads) as typeof reads
const shapes = z.strictObject({ a: reads, b: reads })
/** `Beta(k + 1, n - k + 1)` is read as its two shapes. */
const posteriorReads = z.union([
  z.enum(families),
  z.preprocess((value) => {
    const [, a, b] = (typeof value === 'string' && /^\s*beta\s*\(([^,]*),([^,]*)\)\s*$/iu.exec(value)) || []
    return a === undefined || b === undefined ? value : { a, b }
  }, shapes) as unknown as typeof shapes,
])
/** What the formula has to be, for the uniform prior or, if it names the shapes of the prior, for every Beta prior. */
const rightOf = (value: Formula, uniform: string, general: string): readonly ClosedForm[] => [
  { formula: value, right: value.mentions.some((name) => name === 'alpha' || name === 'beta') ? general : uniform },
]
type PosteriorAnswer = z.output<typeof shapes> | (typeof families)[number]

/** The three estimates of a sheet, as their values at `samples`; `undefined` where there is no estimate. */
interface Estimates {
  readonly mle: Values
  readonly bayes: Values
  readonly map: Values
}
type Values = readonly (number | undefined)[]
type EstimateName = keyof Estimates

/** Few trials tell formulas apart; without trials some estimates do not exist. */
const samples = [1, 2, 3, 4, 5].flatMap((n) => Array.from({ length: n + 1 }, (_, k) => ({ k, n })))

/** What is commonly answered: so that every statement is true in some world, whatever the sheet says. */
const standard = ['k / n', '(k + 1) / (n + 2)'].map((text) => readFormula(text, counts))

export const q5: Question<Estimates> = {
  id: 'q5',
  title: 'A coin',
  asks: 'A coin shows k heads in n trials. Estimate its head probability p by maximum likelihood, by Bayes and by MAP.',
  supplies: { prior: 'uniform on [0, 1]', loss: 'squared', parametrisation: 'p' },
  conditions,
  figure: coin,
  slots: {
    mle: slot<Formula, Estimates>({
      means: 'the maximum-likelihood estimate of p, in k and n; a formula without a value says that there is none',
      example: 'k / n',
      reads: estimateReads,
      parts: (value) => ({ mle: (k, n) => value.evaluate({ k, n, ...UNIFORM }) }),
      specs: () => [mleMaximises, noMleWithoutTrials],
      closedForms: (value) => rightOf(value, 'k / n', 'k / n'),
      allows: (value, world) => same(world.mle, valuesOf(value)),
    }),
    bayes: slot<Formula, Estimates>({
      means: 'the Bayes estimate of p under squared loss, in k and n, also for n = 0',
      example: '(k + 1) / (n + 2)',
      reads: estimateReads,
      parts: (value) => ({ posteriorMean: (k, n) => value.evaluate({ k, n, ...UNIFORM }) ?? NaN }),
      given: { loss: 'squared' },
      specs: () => [bayesFormula],
      closedForms: (value) => rightOf(value, '(k + 1) / (n + 2)', '(k + alpha) / (n + alpha + beta)'),
      allows: (value, world) => same(world.bayes, valuesOf(value)),
    }),
    map: slot<Formula, Estimates>({
      means:
        'the p at which the posterior density of p is largest, in k and n; a formula without a value says that all are alike',
      example: 'k / n',
      reads: estimateReads,
      parts: (value) => ({
        map(k, n) {
          const p = value.evaluate({ k, n, ...UNIFORM })
          return p === undefined ? { kind: 'everywhere' } : { kind: 'point', p }
        },
      }),
      given: { parametrisation: 'p' },
      specs: () => [mapFormula],
      closedForms: (value) => rightOf(value, 'k / n', '(k + alpha - 1) / (n + alpha + beta - 2)'),
      allows: (value, world) => same(world.map, valuesOf(value)),
    }),
    posterior: slot<PosteriorAnswer, Estimates>({
      means: `the distribution of p after the trials: its family (${families.join(', ')}), or the shapes a and b of a Beta distribution in k and n`,
      example: { a: 'k + 1', b: 'n - k + 1' },
      reads: posteriorReads,
      parts(value) {
        if (typeof value === 'string') return {}
        const { a, b } = value
        return {
          posterior: (k, n) => ({ a: a.evaluate({ k, n, ...UNIFORM }) ?? NaN, b: b.evaluate({ k, n, ...UNIFORM }) ?? NaN }),
        }
      },
      specs: (value) => [typeof value === 'string' ? posteriorFamily[value] : posteriorIsLikelihood],
      closedForms: (value) =>
        typeof value === 'string'
          ? []
          : [
              ...rightOf(value.a, 'k + 1', 'k + alpha').map((each) => ({ ...each, of: '-a' })),
              ...rightOf(value.b, 'n - k + 1', 'n - k + beta').map((each) => ({ ...each, of: '-b' })),
            ],
    }),
    states: slot<Statement, Estimates>({
      means: `a statement: ${Object.entries(statements)
        .map(([word, { means }]) => `${word} (${means})`)
        .join('; ')}`,
      example: 'mle-ignores-the-prior',
      reads: z.enum(Object.keys(statements) as Statement[]),
      parts: () => ({}),
      specs: (word) => [statements[word].spec],
      allows: (word, world) => impliedBy[word]?.(world) ?? true,
    }),
  },
  *worlds(answers) {
    const candidates = (slotName: EstimateName): Values[] =>
      [...standard, ...answers.filter((answer) => answer.slot === slotName).map(({ value }) => value as Formula)].map(valuesOf)
    for (const mle of candidates('mle')) {
      for (const bayes of candidates('bayes')) {
        for (const map of candidates('map')) yield { mle, bayes, map }
      }
    }
  },
}

/**
 * What a statement says of the three estimates of one sheet, at every sample. A word that is not here is compatible with all:
 * map-equals-mean, too, which is true in log-odds whatever the MAP in p is.
 */
const impliedBy: Readonly<Partial<Record<Statement, (world: Estimates) => boolean>>> = {
  'map-equals-mle': ({ map, mle }) => same(map, mle),
  // right estimates agree where k = n/2, and a sheet may assume that: only one that is wrong even there contradicts itself
  'mean-equals-mle': ({ bayes, mle }) => everywhere(({ k, n }, i) => 2 * k !== n || bayes[i] === mle[i]),
  'mean-is-a-compromise': ({ bayes, mle }) => everywhere((_, i) => isBetween(bayes[i] ?? NaN, mle[i] ?? NaN, 1 / 2)),
}

function everywhere(holds: (sample: { k: number; n: number }, i: number) => boolean): boolean {
  return samples.every(holds)
}

/** Strictly between two numbers, or equal to both. */
function isBetween(x: number, one: number, other: number): boolean {
  return one === other ? x === one : (x - one) * (other - x) > 0
}

function same(a: Values, b: Values): boolean {
  return everywhere((_, i) => a[i] === b[i])
}

/** Formulas are evaluated exactly and rounded once, so equal formulas have equal values. */
function valuesOf(estimate: Formula): Values {
  const values = known.get(estimate) ?? samples.map((sample) => estimate.evaluate({ ...sample, ...UNIFORM }))
  known.set(estimate, values)
  return values
}
const known = new WeakMap<Formula, Values>()
