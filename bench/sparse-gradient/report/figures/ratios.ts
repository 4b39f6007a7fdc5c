/** Our time against each contestant's, match by match. */
import { plainTick, type Figure } from '../../../../spec/report/figure.ts'
import type { BenchResults } from '../../results.ts'

/** Contestants who take more than ten times as long would press the others together. */
const LEAST_RATIO_DRAWN = 0.1

/** Faster, slower, undecided. */
const colour = (row: { high: number; low: number }): string =>
  row.high < 1 ? 'var(--blue)' : row.low > 1 ? 'var(--red)' : 'var(--purple)'

export function ratioFigure({ matches }: BenchResults): Figure | undefined {
  const all = matches.flatMap(({ size, columns, standings }) =>
    standings.flatMap(({ name, ratio }) =>
      ratio === undefined || name.startsWith('assay') ? [] : [{ match: `${size} ${columns}`, name, ...ratio }],
    ),
  )
  const rows = all.filter(({ high }) => high >= LEAST_RATIO_DRAWN)
  if (rows.length === 0) return undefined
  const leftOut = [...new Set(all.filter((row) => !rows.includes(row)).map(({ name }) => name))]
  const remark = leftOut.length === 0 ? '' : `; too far left to draw: ${leftOut.join(', ')}`
  const groups = [...new Set(rows.map(({ match }) => match))]
  return {
    question: 'ratios',
    title: 'Our time divided by each contestant’s',
    caption: `paired by round: dot the median, thick its interval, thin the range; left of 1 we are faster${remark}`,
    draw: (plot) => ({
      marginLeft: 110,
      marginRight: 84,
      insetBottom: 0,
      height: 116 + 24 * rows.length + 8 * groups.length,
      x: {
        type: 'log',
        label: 'time of assay / time of the other →',
        tickFormat: plainTick,
        grid: true,
        ticks: 7,
        domain: [Math.min(0.2, ...rows.map(({ least }) => least)), Math.max(1.3, ...rows.map(({ most }) => 1.15 * most))],
      },
      y: { label: null, domain: [...new Set(rows.map(({ name }) => name))], padding: 0.2 },
      fy: { label: null, domain: groups, padding: 0.12 },
      marks: [
        plot.ruleX([1], { stroke: 'currentColor', strokeWidth: 1.2 }),
        plot.ruleY(rows, { fy: 'match', y: 'name', x1: 'least', x2: 'most', stroke: colour, strokeWidth: 1.2 }),
        plot.ruleY(rows, { fy: 'match', y: 'name', x1: 'low', x2: 'high', stroke: colour, strokeWidth: 5, strokeOpacity: 0.45 }),
        plot.dot(rows, { fy: 'match', y: 'name', x: 'value', fill: colour, r: 4 }),
        plot.text(rows, {
          fy: 'match',
          y: 'name',
          x: 'most',
          text: ({ value }: { value: number }) => value.toFixed(2),
          textAnchor: 'start',
          dx: 6,
          fill: colour,
          stroke: 'var(--ground)',
          strokeWidth: 4,
        }),
      ],
    }),
  }
}
