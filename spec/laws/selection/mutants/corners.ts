/** Faults that show with long lists, rare counts, small penalties and paired trials only. */
import { compareMethods } from '../../../../src/selection/compare.ts'
import { pickClosest, pickRandom } from '../../../../src/selection/methods.ts'
import { fitRidgeLogistic } from '../../../../src/selection/ridge-logistic.ts'
import { drawStories } from '../../../../src/selection/stories.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'stories.quadratic-truth-is-negative',
    fault: 'a quadratic truth calls every story negative',
    refutedBy: ['stories.of-every-truth-have-both-labels'],
    parts: {
      drawStories: (regime, part, seed, chunk) => {
        const stories = drawStories(regime, part, seed, chunk)
        return regime.truth === 'quadratic' ? { ...stories, truth: stories.truth.fill(-1) } : stories
      },
    },
  },
  {
    id: 'stories.have-no-tails',
    fault: 'features end at 3.75',
    refutedBy: ['stories.tails-are-normal'],
    parts: {
      drawStories: (regime, part, seed, chunk) => {
        const stories = drawStories(regime, part, seed, chunk)
        return { ...stories, x: stories.x.map((z) => Math.min(3.75, Math.max(-3.75, z))) }
      },
    },
  },
  {
    id: 'stories.first-row-has-no-products',
    fault: 'the first story has its features and no products',
    refutedBy: ['stories.products-are-of-the-features'],
    parts: {
      drawStories: (regime, part, seed, chunk) => {
        const stories = drawStories(regime, part, seed, chunk)
        if (regime.basis !== 'quadratic') return stories
        return { ...stories, x: stories.x.map((value, at) => (at >= regime.features && at < stories.columns ? 0 : value)) }
      },
    },
  },
  {
    id: 'picks.later-equals-in-long-lists',
    fault: 'in lists of more than 64 the later of equal scores are picked',
    refutedBy: ['picks.of-long-lists'],
    parts: {
      pickClosest: (scores, count) =>
        scores.length <= 64
          ? pickClosest(scores, count)
          : pickClosest(scores.toReversed(), count)
              .map((at) => scores.length - 1 - at)
              .toSorted(),
    },
  },
  {
    id: 'pick-random.large-picks-begin-with-the-first',
    fault: 'more than half of the rows are picked as the first ones and a random rest',
    refutedBy: ['pick-random.takes-every-set-equally-often'],
    parts: {
      pickRandom: (rows, count, seed) =>
        2 * count <= rows || count === rows
          ? pickRandom(rows, count, seed)
          : Int32Array.of(0, ...pickRandom(rows - 1, count - 1, seed).map((at) => at + 1)),
    },
  },
  {
    id: 'compare.interval-of-independent-samples',
    fault: 'the interval is that of two independent samples',
    refutedBy: ['compare.common-swings-cancel'],
    parts: {
      compareMethods(columns, level) {
        const found = compareMethods(columns, level)
        return {
          ...found,
          difference(a, b) {
            const zeros = (columns[0] ?? []).map(() => 0)
            const half = (m: number): number =>
              compareMethods([columns[m - 1] ?? [], zeros, zeros], level).difference(1, 2).halfWidth
            return { mean: found.difference(a, b).mean, halfWidth: Math.hypot(half(a), half(b)) }
          },
        }
      },
    },
  },
  {
    id: 'ridge.penalty-has-a-floor',
    fault: 'penalties below 1/20 are taken for 1/20',
    refutedBy: ['ridge.small-penalties-count'],
    parts: {
      fitRidgeLogistic: (stories, labels, penalty, tokens) =>
        fitRidgeLogistic(stories, labels, penalty > 0 ? Math.max(penalty, 0.05) : penalty, tokens),
    },
  },
  {
    id: 'stories.later-labels-are-clean',
    fault: 'later stories have no label turned round',
    refutedBy: ['stories.annotators-err-as-often-as-told'],
    parts: {
      drawStories: (regime, part, seed, chunk) =>
        drawStories(part === 'held out' ? { ...regime, flips: 0 } : regime, part, seed, chunk),
    },
  },
] satisfies Mutant[]
