/** The statements in words that question 1 knows: what judges each, and in which worlds it is true. */
import type { Ruling } from '../../judge/spec.ts'
import {
  copiesEqual,
  copyAddsNothing,
  copyGreaterWhenInformative,
  copySmallerWhenRedundant,
  dependsOnEffect,
  dependsOnThreeEffects,
  noFiniteOptimum,
  othersUnchanged,
  predictionsUnchanged,
  splitsEqually,
  sumBetween,
  sumExceeds,
  sumUnchanged,
} from './rulings.ts'
import { copiesMayDiffer, dependsOnTraining, oneCopyMayGetAll, othersChange } from './training-matters.ts'
import { before, differs, outcomesOf, same, type Outcome, type World } from './worlds.ts'

interface Statement {
  readonly ruling: Ruling
  /** Left out: the statement is about something that the worlds leave open, and contradicts nothing. */
  readonly allows?: (world: World) => boolean
}

const { alone, other } = before

/** True of every outcome that occurs. */
const always =
  (holds: (outcome: Outcome) => boolean) =>
  (world: World): boolean =>
    outcomesOf(world).every(holds)

const equal = ({ original, copy }: Outcome): boolean => same(original, copy)
const sumIs = (outcome: Outcome, share: number): boolean => same(outcome.original + outcome.copy, share * alone)
const sumOf = ({ original, copy }: Outcome): number => (original + copy) / alone

export const statements: Readonly<Record<string, Statement>> = {
  'depends-on-effect': { ruling: dependsOnEffect, allows: differs },
  'depends-on-helpful-similar-or-redundant': {
    ruling: dependsOnThreeEffects,
    allows: (world) => outcomesOf(world).length === 3 && differs(world),
  },
  'equal-when-similar': {
    ruling: copiesEqual,
    allows: ({ outcomes: { similar } }) => similar === undefined || equal(similar),
  },
  'copy-greater-when-informative': {
    ruling: copyGreaterWhenInformative,
    allows: ({ outcomes: { helpful } }) => helpful !== undefined && helpful.copy > helpful.original,
  },
  'copy-smaller-when-redundant': {
    ruling: copySmallerWhenRedundant,
    allows: ({ outcomes: { redundant } }) => redundant !== undefined && redundant.copy < redundant.original,
  },
  'copy-adds-no-information': { ruling: copyAddsNothing, allows: ({ outcomes: { helpful } }) => helpful === undefined },
  'copies-equal': { ruling: copiesEqual, allows: always(equal) },
  'splits-equally': { ruling: splitsEqually, allows: always((outcome) => equal(outcome) && sumIs(outcome, 1)) },
  'sum-unchanged': { ruling: sumUnchanged, allows: always((outcome) => sumIs(outcome, 1)) },
  'sum-between-w-and-2w': {
    ruling: sumBetween,
    allows: always((outcome) => sumOf(outcome) >= 1 - 1e-9 && sumOf(outcome) <= 2 + 1e-9),
  },
  'sum-exceeds-w': { ruling: sumExceeds, allows: always((outcome) => sumOf(outcome) > 1 + 1e-9) },
  'others-unchanged': { ruling: othersUnchanged, allows: (world) => same(world.other, other) },
  'predictions-unchanged': {
    ruling: predictionsUnchanged,
    // same log-odds on every row: the sum of the copies and every other weight stay
    allows: (world) => same(world.other, other) && always((outcome) => sumIs(outcome, 1))(world),
  },
  'no-finite-optimum': { ruling: noFiniteOptimum },
  'depends-on-training': { ruling: dependsOnTraining },
  'copies-may-differ': { ruling: copiesMayDiffer },
  'not-unique': { ruling: copiesMayDiffer },
  unstable: { ruling: copiesMayDiffer },
  'one-copy-may-get-everything': { ruling: oneCopyMayGetAll },
  'others-change': { ruling: othersChange, allows: (world) => !same(world.other, other) },
}
