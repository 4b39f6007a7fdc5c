/** What judges the answers to question 1: fit, copy the last feature, fit again, under every way of training. */
import { ruling, table, type Condition, type Ruling } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'
import {
  allTables,
  derived,
  effectOf,
  gainOf,
  LEAST_GAIN,
  parts,
  refit,
  tablesOf,
  training,
  weightsOf,
  type Refit,
  type Refitting,
  type Weights,
} from './refit.ts'
import { remarkOnBoth, remarkOnCopies, remarkOnOthers, remarkOnRedundancy } from './remarks.ts'

declare module '../../judge/subject.ts' {
  interface AnswerParts {
    /** The weight of each of the two copies, from the weight w_n that the feature had alone; undefined where the rule has no value. */
    copyWeight(weight: number): number | undefined
    /** The weights of the original and of the copy, or the ends of a range that holds both, from the weight w_n before. */
    copyPair(weight: number): readonly (number | undefined)[]
    /** Every other weight, and the intercept, after the copy, from the weight w_i before. */
    otherWeight(weight: number): number | undefined
  }
}

/** Solvers stop at a gradient of 1e-11; the least curvature of these tables is above 1e-3. Wrong answers are off by 1e-3 and more. */
const TOLERANCE = 1e-8

/** Each of the copies has the weight that the answer's rule gives. */
export const copiesFollowTheRule = ruling({
  id: 'q1.copies-follow-the-rule',
  says: 'after the copy and training anew, each of the two weights is what the formula gives from w_n',
  cites: derived,
  premises: ['copy', 'training'],
  needs: [...parts, 'copyWeight'],
  conditions: training,
  holdsUnder: (subject, condition, w) =>
    table(tablesOf(condition), (name) => {
      const weights = weightsOf(refit(subject, name, condition), name, w)
      const { alone, original, copy } = weights
      if (name === 'ten rows')
        w.measured(`ten rows, ${Object.values(condition).join(', ')}: w_n, then both copies`, [alone, original, copy])
      const ruled = subject.copyWeight(alone) ?? NaN
      remarkOnCopies(weights, ruled, { condition, name, tolerance: TOLERANCE, witness: w })
      w.close(`${name}, w_n = ${alone} before: copy`, [original, copy], [ruled, ruled], TOLERANCE)
    }),
})

/** Every other weight is what the answer's rule gives. */
export const othersFollowTheRule = ruling({
  id: 'q1.others-follow-the-rule',
  says: 'after the copy and training anew, the intercept and every other weight are what the formula gives from the weight before',
  cites: derived,
  premises: ['copy', 'training'],
  needs: [...parts, 'otherWeight'],
  conditions: training,
  holdsUnder: (subject, condition, w) =>
    table(tablesOf(condition), (name) => {
      const weights = weightsOf(refit(subject, name, condition), name, w)
      const { othersBefore, othersAfter } = weights
      const ruled = Array.from(othersBefore, (weight) => subject.otherWeight(weight) ?? NaN)
      remarkOnOthers(weights, ruled, { condition, name, tolerance: TOLERANCE, witness: w })
      w.close(`${name}, (w_0, w_1, ...) = (${othersBefore.join(', ')}) before: w`, othersAfter, ruled, TOLERANCE)
    }),
})

/** The two copies have the weights of the pair, the original first. */
export const copiesFollowThePair = ruling({
  id: 'q1.copies-follow-the-pair',
  says: 'after the copy and training anew, the original and the copy have the two weights that the formulas give from w_n, in this order',
  cites: derived,
  premises: ['copy', 'training'],
  needs: [...parts, 'copyPair'],
  conditions: training,
  holdsUnder: (subject, condition, w) =>
    table(tablesOf(condition), (name) => {
      const { alone, original, copy } = weightsOf(refit(subject, name, condition), name, w)
      const pair = Array.from(subject.copyPair(alone), (value) => value ?? NaN)
      w.close(`${name}, w_n = ${alone} before: pair`, [original, copy], pair, TOLERANCE)
    }),
})

/** Each of the copies lies in the range. */
export const copiesLieBetween = ruling({
  id: 'q1.copies-lie-between',
  says: 'after the copy and training anew, each of the two weights lies between what the formulas give from w_n, both ends included',
  cites: derived,
  premises: ['copy', 'training'],
  needs: [...parts, 'copyPair'],
  conditions: training,
  holdsUnder: (subject, condition, w) =>
    table(tablesOf(condition), (name) => {
      const { alone, original, copy } = weightsOf(refit(subject, name, condition), name, w)
      const ends = Array.from(subject.copyPair(alone), (value) => value ?? NaN)
      const [low, high] = [Math.min(...ends) - TOLERANCE, Math.max(...ends) + TOLERANCE]
      const inside = [original, copy].every((weight) => low <= weight && weight <= high)
      w.require(`${name}: both weights lie in [${ends.join(', ')}]`, inside, [original, copy])
    }),
})

/** A statement about the weights of every table of a condition. */
function ofWeights(
  id: string,
  says: string,
  check: (weights: Weights, name: string, witness: Witness, condition: Condition) => void,
): Ruling {
  return ofRefits(id, says, (found, name, w, _subject, condition) => check(weightsOf(found, name, w), name, w, condition))
}

function ofRefits(
  id: string,
  says: string,
  check: (found: Refit, name: string, w: Witness, subject: Refitting, condition: Condition) => void,
): Ruling {
  return ruling({
    id: `q1.${id}`,
    says,
    cites: derived,
    premises: ['copy', 'training'],
    needs: parts,
    conditions: training,
    holdsUnder: (subject, condition, w) =>
      table(tablesOf(condition), (name) => check(refit(subject, name, condition), name, w, subject, condition)),
  })
}

/** A statement about what copies of a feature can do at all, however the model is trained. */
function ofEffects(
  id: string,
  says: string,
  check: (subject: Refitting, effects: readonly string[], w: Witness) => void,
): Ruling {
  return ruling({
    id: `q1.${id}`,
    says,
    cites:
      'derived here: a model with the copy predicts nothing that the model without it cannot, so the copy is always redundant',
    premises: ['copy'],
    needs: parts,
    conditions: {},
    holdsUnder: (subject, _condition, w) =>
      table(['all tables'], () => {
        const gains = allTables.map((each) => gainOf(subject, each))
        w.measured('largest gain in attainable log loss from a copy', Math.max(...gains))
        const effects = [...new Set(allTables.map((each) => effectOf(subject, each)))].toSorted()
        if (effects.join() === 'redundant') remarkOnRedundancy(gains, w)
        check(subject, effects, w)
      }),
  })
}

export const dependsOnEffect = ofEffects(
  'depends-on-effect',
  'exact copies differ in what they do for the model, so that the new weights can depend on it',
  (_subject, effects, w) => w.require('copies have more than one effect', effects.length > 1, effects),
)

export const dependsOnThreeEffects = ofEffects(
  'depends-on-helpful-similar-or-redundant',
  'some exact copies are helpful, some similar, some redundant',
  (_subject, effects, w) => w.equal('effects that copies have', effects, ['helpful', 'redundant', 'similar']),
)

export const copyAddsNothing = ofEffects(
  'copy-adds-no-information',
  'a copy never lowers the least log loss that the model can attain',
  (subject, effects, w) => {
    for (const each of allTables) w.close(`${each.name}: gain in attainable log loss`, gainOf(subject, each), 0, 1e-9)
    w.equal('effects that copies have', effects, ['redundant'])
  },
)

export const copyGreaterWhenInformative = ruling({
  id: 'q1.copy-greater-when-informative',
  says: 'some copy is informative, and each that is gets a larger weight than the original',
  cites: derived,
  premises: ['copy', 'training'],
  needs: parts,
  conditions: training,
  holdsUnder: (subject, condition, w) =>
    table(['all tables'], () => {
      const gains = tablesOf(condition).map((name) => [name, gainOf(subject, { data: condition['data'] ?? '', name })] as const)
      const informative = gains.filter(([, gain]) => gain > LEAST_GAIN).map(([name]) => name)
      const largest = Math.max(...gains.map(([, gain]) => gain))
      if (informative.length === 0) {
        const all = allTables.map((each) => gainOf(subject, each))
        if (Math.max(...all) <= LEAST_GAIN) remarkOnRedundancy(all, w)
      }
      w.require('some copy lowers the attainable log loss', informative.length > 0, `a largest gain of ${largest}`)
      for (const name of informative) {
        const { original, copy } = weightsOf(refit(subject, name, condition), name, w)
        w.require(`${name}: w_{n+1} > w_n`, copy > original + TOLERANCE, [original, copy])
      }
    }),
})

export const copySmallerWhenRedundant = ofWeights(
  'copy-smaller-when-redundant',
  'the weight of the copy, which is always redundant, is smaller than that of the original',
  (weights, name, w, condition) => {
    const { original, copy } = weights
    const smaller = copy < original - TOLERANCE
    if (!smaller) remarkOnBoth(weights, { condition, name, tolerance: TOLERANCE, witness: w })
    w.require(`${name}: w_{n+1} < w_n`, smaller, [original, copy])
  },
)

export const copiesEqual = ofWeights('copies-equal', 'both copies have the same weight', (weights, name, w, condition) => {
  const { original, copy } = weights
  if (Math.abs(copy - original) > TOLERANCE) remarkOnBoth(weights, { condition, name, tolerance: TOLERANCE, witness: w })
  w.close(`${name}: w_{n+1} against w_n`, copy, original, TOLERANCE)
})

export const splitsEqually = ofWeights(
  'splits-equally',
  'each copy has half of the old weight',
  ({ alone, original, copy }, name, w) => w.close(`${name}: both copies`, [original, copy], [alone / 2, alone / 2], TOLERANCE),
)

export const sumUnchanged = ofWeights(
  'sum-unchanged',
  'the weights of the copies sum to the old weight',
  ({ alone, original, copy }, name, w) => w.close(`${name}: w_n + w_{n+1}`, original + copy, alone, TOLERANCE),
)

export const sumBetween = ofWeights(
  'sum-between-w-and-2w',
  'the weights of the copies sum to no less than the old weight and no more than twice that',
  ({ alone, original, copy }, name, w) => {
    const ratio = (original + copy) / alone
    w.require(`${name}: 1 <= (w_n + w_{n+1}) / w_n <= 2`, ratio >= 1 - TOLERANCE && ratio <= 2 + TOLERANCE, ratio)
  },
)

export const sumExceeds = ofWeights(
  'sum-exceeds-w',
  'the weights of the copies sum to more than the old weight',
  ({ alone, original, copy }, name, w) => {
    w.measured(`${name}: s / w_n`, (original + copy) / alone)
    w.require(`${name}: w_n + w_{n+1} exceeds the old w_n`, original + copy > alone + TOLERANCE, [alone, original + copy])
  },
)

export const othersUnchanged = ofWeights(
  'others-unchanged',
  'the intercept and every other weight are unchanged',
  (weights, name, w) => w.close(`${name}: w_0, w_1, ...`, weights.othersAfter, weights.othersBefore, TOLERANCE),
)

export const predictionsUnchanged = ofRefits(
  'predictions-unchanged',
  'every fitted probability is unchanged',
  ({ data, copied, before, after }, name, w, { fittedProbabilities }) => {
    weightsOf({ data, copied, before, after }, name, w)
    if (!('weights' in before && 'weights' in after)) return
    const old = fittedProbabilities(data, before.weights)
    w.close(`${name}: probabilities`, fittedProbabilities(copied, after.weights), old, TOLERANCE)
  },
)

export const noFiniteOptimum = ofRefits(
  'no-finite-optimum',
  'training has no finite optimum, before or after the copy',
  ({ before, after }, name, w) => {
    w.equal(`${name}: before`, before.kind, 'no finite optimum')
    w.equal(`${name}: after`, after.kind, 'no finite optimum')
  },
)
