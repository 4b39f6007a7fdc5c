/** Faults in the stories that are drawn, and in how runs are compared. */
import type { Regime, Selection, Stories } from '../../../../src/contract/selection.ts'
import { compareMethods } from '../../../../src/selection/compare.ts'
import { drawStories, storiesBy } from '../../../../src/selection/stories.ts'
import { streamOf } from '../../../../src/selection/stream.ts'
import { selectionTrial } from '../../../../src/selection/trial.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { usual } from './under.ts'

/** Stories that are changed after they were drawn, or drawn otherwise. */
const drawing = (draw: Selection['drawStories']): Mutant['parts'] => ({ drawStories: draw })

const changed = (change: (stories: Stories, regime: Regime, part: string) => Stories): Mutant['parts'] =>
  drawing((regime, part, seed, chunk) => change(drawStories(regime, part, seed, chunk), regime, part))

export default [
  {
    id: 'compare.ranks-by-the-first-trial',
    fault: 'methods are ranked by the first trial alone',
    refutedBy: ['compare.differences-are-paired', 'compare.intervals-are-students'],
    under: usual,
    parts: { compareMethods: ([a, b, c], level) => compareMethods([a.slice(0, 1), b.slice(0, 1), c.slice(0, 1)], level) },
  },
  {
    id: 'trial.seed-is-always-the-same',
    fault: 'every trial has the same seed',
    refutedBy: ['trial.is-its-definition'],
    under: usual,
    parts: {
      selectionTrial(regime, seed) {
        selectionTrial(regime, seed) // for its refusals
        return selectionTrial(regime, 1)
      },
    },
  },
  {
    id: 'compare.intervals-are-unpaired',
    fault: 'intervals are those of unpaired means',
    refutedBy: ['compare.differences-are-paired'],
    under: usual,
    parts: {
      compareMethods(columns, level) {
        const found = compareMethods(columns, level)
        const widths = columns.map((column) => {
          const zeros = column.map(() => 0)
          return compareMethods([column, zeros, zeros], level).difference(1, 2).halfWidth
        })
        return {
          ...found,
          difference: (a, b) => ({
            mean: a < b ? found.difference(a, b).mean : -found.difference(a, b).mean,
            halfWidth: (widths[a - 1] ?? NaN) + (widths[b - 1] ?? NaN),
          }),
        }
      },
    },
  },
  {
    id: 'compare.normal-quantile-for-students',
    fault: 'the quantile of the normal distribution stands for that of Student’s t',
    refutedBy: ['compare.intervals-are-students'],
    under: usual,
    parts: {
      compareMethods(columns, level = 0.95) {
        const found = compareMethods(columns, level)
        const at = (trials: number): number => {
          const swings = Array.from({ length: trials }, (_, i) => (i % 2 === 0 ? 1 : -1))
          const zeros = swings.map(() => 0)
          return compareMethods([swings, zeros, zeros], level).difference(1, 2).halfWidth * Math.sqrt(trials - 1)
        }
        const factor = at(100_000) / at(columns[0].length)
        return {
          ...found,
          difference: (a, b) => ({ ...found.difference(a, b), halfWidth: found.difference(a, b).halfWidth * factor }),
        }
      },
    },
  },
  {
    id: 'compare.one-trial-has-width-0',
    fault: 'one trial has an interval of width 0',
    refutedBy: ['compare.one-trial-shows-nothing'],
    under: usual,
    parts: {
      compareMethods(columns, level) {
        const found = compareMethods(columns, level)
        return {
          ...found,
          difference: (a, b) => (columns[0].length === 1 ? { ...found.difference(a, b), halfWidth: 0 } : found.difference(a, b)),
        }
      },
    },
  },
  {
    id: 'stories.pool-repeats-the-first-numbers',
    fault: 'the pool repeats the numbers of the first stories',
    refutedBy: ['stories.are-the-same-for-the-same-seed'],
    parts: drawing((regime, part, seed, chunk) =>
      part === 'pool' && regime.poolRows <= 1000
        ? drawStories({ ...regime, firstRows: regime.poolRows }, 'first', seed)
        : drawStories(regime, part, seed, chunk),
    ),
  },
  {
    id: 'stories.features-are-uniform',
    fault: 'features are uniform, with the variance of the normal',
    refutedBy: ['stories.features-are-standard-normals'],
    parts: drawing(
      storiesBy((seed, ...words) => {
        const stream = streamOf(seed, ...words)
        return { ...stream, normals: (into) => into.set(into.map(() => (2 * stream.real() - 1) * Math.sqrt(3))) }
      }),
    ),
  },
  {
    id: 'stories.flips-count-as-probable',
    fault: 'what annotators turn round counts as the more probable label',
    refutedBy: ['stories.annotators-err-as-often-as-told', 'accuracy.is-the-share-of-later-stories'],
    parts: changed((stories) => ({ ...stories, truth: stories.labels })),
  },
  {
    id: 'stories.labels-are-certain',
    fault: 'the temperature is left out: labels are certain',
    refutedBy: ['stories.annotators-err-as-often-as-told', 'trial.is-its-definition'],
    parts: drawing((regime, part, seed, chunk) => {
      drawStories(regime, part, seed, chunk) // for its refusals
      return drawStories({ ...regime, temperature: 0 }, part, seed, chunk)
    }),
  },
  {
    id: 'stories.v1-sees-blind-spots',
    fault: 'V1 has seen stories of the blind spots',
    refutedBy: ['stories.a-token-decides-its-label'],
    parts: drawing((regime, part, seed, chunk) =>
      part === 'first' && regime.poolRows >= regime.firstRows
        ? cut(drawStories(regime, 'pool', seed + 1), regime.firstRows)
        : drawStories(regime, part, seed, chunk),
    ),
  },
  {
    id: 'stories.v1-sees-all-sources',
    fault: 'V1 has seen stories of all sources',
    refutedBy: ['stories.v1-sees-one-source'],
    parts: drawing((regime, part, seed, chunk) =>
      part === 'first' && regime.poolRows >= regime.firstRows
        ? cut(drawStories(regime, 'pool', seed), regime.firstRows)
        : drawStories(regime, part, seed, chunk),
    ),
  },
  {
    id: 'stories.tokens-decide-nothing',
    fault: 'the label of a story with a token is that of its features',
    refutedBy: ['stories.a-token-decides-its-label', 'accuracy.of-one-feature-is-exact'],
    parts: changed((stories) => {
      const truth = stories.truth.map((sign, i) =>
        stories.token[i] === -1 ? sign : (stories.x[i * stories.columns] ?? 0) > 0 ? 1 : -1,
      )
      return { ...stories, truth, labels: truth }
    }),
  },
  {
    id: 'stories.chunks-repeat-the-first',
    fault: 'every chunk of the pool repeats the first',
    refutedBy: ['stories.the-pool-comes-in-chunks'],
    parts: drawing((regime, part, seed, chunk = 0) =>
      cut(drawStories(regime, part, seed, 0), drawStories(regime, part, seed, chunk).rows),
    ),
  },
  {
    id: 'stories.half-flipped-is-a-regime',
    fault: 'flipping half of the labels is accepted as a regime',
    refutedBy: ['stories.refuse-impossible-regimes'],
    parts: drawing((regime, part, seed, chunk) =>
      drawStories(regime.flips === 0.5 ? { ...regime, flips: 0 } : regime, part, seed, chunk),
    ),
  },
] satisfies Mutant[]

/** The first rows. */
function cut(stories: Stories, rows: number): Stories {
  return {
    rows,
    columns: stories.columns,
    x: stories.x.slice(0, rows * stories.columns),
    token: stories.token.slice(0, rows),
    truth: stories.truth.slice(0, rows),
    labels: stories.labels.slice(0, rows),
  }
}
