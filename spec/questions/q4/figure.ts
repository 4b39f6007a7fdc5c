/** How the methods come out in every regime, beside what the sheet says of them. */
import type { Comparison } from '../../../src/contract/selection.ts'
import { points } from '../../judge/conditions.ts'
import type { Condition } from '../../judge/spec.ts'
import { plainTick, type Figure } from '../../report/figure.ts'
import type { Answer } from '../question.ts'
import { accuraciesOf, holdsOf, rankingConditions } from './rank.ts'
import { describeRanking, type Ranking } from './ranking.ts'
import { isRun } from './regimes.ts'
import { lastBlockOf, trialsOf } from './trials.ts'

const TRAININGS = { union: 'V2 trained on old and new stories', new: 'on the new stories alone' } as const
const COLOURS = ['var(--blue)', 'var(--green)', 'var(--red)'] as const
const METHODS = [1, 2, 3] as const

export const methods: Figure = {
  question: 'q4',
  title: 'No ranking is right in general: what the labels, the blind spots and the old data are decides it',
  caption:
    'Mistakes of V2 by method (1 closest to the boundary, 2 random, 3 wrong and farthest), mean of 20 trials in each regime, with the order that was measured; left is better, the axis is logarithmic. Marked with ✓ where the ranking of the sheet is right, with ✗ where it is not. Regimes: labels, blind spot, penalty; picks and old data where they are not many. The grey tick is V1.',
  draw(plot, { selectionTrial, compareMethods }, answers) {
    if (selectionTrial === undefined || compareMethods === undefined) return undefined
    const subject = { selectionTrial, compareMethods }
    const said = rankingOf(answers)
    const rows = points(rankingConditions, isRun).map((condition) => {
      const trials = trialsOf(subject, condition, lastBlockOf(subject))
      const columns = trials.map(accuraciesOf(condition))
      const comparison = compareMethods([columns.map(([a]) => a), columns.map(([, b]) => b), columns.map(([, , c]) => c)])
      const v1 = trials.reduce((sum, trial) => sum + 1 - trial.v1, 0) / trials.length
      const place = { regime: nameOf(condition), training: TRAININGS[condition['training'] === 'new' ? 'new' : 'union'] }
      return { ...place, comparison, v1, order: comparison.order.join(' > '), mark: markOf(said, comparison) }
    })
    const dots = rows.flatMap(({ regime, training, comparison }) =>
      METHODS.map((method) => ({ regime, training, method, mistakes: 1 - (comparison.means[method - 1] ?? NaN) })),
    )
    const at = { y: 'regime', fx: 'training' } as const
    const sides = rows.filter(({ order }) => order !== '')
    return {
      height: 90 + (rows.length / 2) * 30,
      marginLeft: 262,
      marginRight: 96,
      marginTop: 62,
      x: {
        type: 'log',
        label: 'share of later stories that V2 gets wrong',
        domain: [0.005, 1],
        ticks: [0.01, 0.03, 0.1, 0.3, 1],
        tickFormat: plainTick,
      },
      y: { label: null, domain: [...new Set(rows.map(({ regime }) => regime))], tickSize: 0 },
      fx: { label: null, domain: Object.values(TRAININGS), padding: 0.32 },
      marks: [
        plot.ruleY(rows, { ...at, stroke: 'var(--grid)' }),
        plot.tickX(rows, { ...at, x: 'v1', stroke: 'currentColor', strokeOpacity: 0.5, strokeWidth: 2 }),
        plot.dot(dots, { ...at, x: 'mistakes', r: 7, fill: ({ method }: Dot) => COLOURS[method - 1] ?? '', fillOpacity: 0.85 }),
        plot.text(dots, {
          ...at,
          x: 'mistakes',
          text: ({ method }: Dot) => String(method),
          fill: 'var(--ground)',
          fontSize: 11,
          fontWeight: 700,
        }),
        plot.text(sides, {
          ...at,
          frameAnchor: 'right',
          dx: 82,
          textAnchor: 'end',
          text: ({ order, mark }: Row) => `${order} ${mark.sign}`,
          fill: ({ mark }: Row) => mark.colour,
          fontSize: 12,
          fontWeight: 600,
        }),
        ...(said === undefined
          ? []
          : [
              plot.text([TRAININGS.union], {
                fx: (name: string) => name,
                frameAnchor: 'top-left',
                dy: -52,
                text: () => `the sheet: ${describeRanking(said)}`,
                fontSize: 13,
                fontWeight: 700,
              }),
            ]),
      ],
    }
  },
}

interface Dot {
  readonly method: 1 | 2 | 3
}

interface Row {
  readonly order: string
  readonly mark: { readonly sign: string; readonly colour: string }
}

/** The longest ranking that the sheet gives: the one that says most. */
function rankingOf(answers: readonly Answer[]): Ranking | undefined {
  const all = answers.filter(({ slot }) => slot === 'ranking').map(({ value }) => value as Ranking)
  return all.toSorted((a, b) => b.length - a.length)[0]
}

function markOf(said: Ranking | undefined, comparison: Comparison): Row['mark'] {
  if (said === undefined) return { sign: '', colour: 'currentColor' }
  return holdsOf(comparison, said) ? { sign: '✓', colour: 'var(--green)' } : { sign: '✗', colour: 'var(--red)' }
}

/** The levels that tell a regime from the usual one. */
function nameOf(condition: Condition): string {
  const { labels = '', penalty = '' } = condition
  const blind = condition['blind spot'] === 'none' ? 'no blind spot' : `${condition['blind spot']} blind`
  const few = ['picks', 'old data'].filter((factor) => condition[factor] === 'few').map((factor) => `few ${factor}`)
  return [labels, blind, penalty, ...few].join(', ').replace('few old data', 'little old data')
}
