/** Sparse and dense as the rows fill up, and where dense begins to win. */
import { plainTick, type Figure } from '../../../../spec/report/figure.ts'
import type { BenchResults, CostReport } from '../../results.ts'

const colours = ['var(--blue)', 'var(--orange)']
const density = ({ k, n }: CostReport): number => k / n
const microseconds = ({ ns }: CostReport): number => ns.value / 1000

export function densityFigure({ costs, crossovers }: BenchResults): Figure | undefined {
  const own = costs.filter(({ series, kernel, n }) => series === 'density' && n === crossovers[0]?.n && !kernel.endsWith('js'))
  const crossing = crossovers[0]?.density
  const [first] = own
  if (first === undefined) return undefined
  const { m, n } = first
  const kernels = [...new Set(own.map(({ kernel }) => kernel))]
  return {
    question: 'density',
    title: 'Sparse against dense',
    caption: 'one gradient at fixed m and n as the rows fill up; the band is where dense begins to win',
    draw: (plot) => ({
      marginLeft: 64,
      marginRight: 70,
      x: { type: 'log', label: 'density, k / n →', tickFormat: plainTick, ticks: 6 },
      y: {
        type: 'log',
        label: `microseconds a gradient, m = ${m}, n = ${n}`,
        labelAnchor: 'center',
        grid: true,
        tickFormat: plainTick,
        ticks: 5,
      },
      marks: [
        ...(crossing === undefined
          ? []
          : [
              plot.rect([crossing], {
                x1: 'low',
                x2: 'high',
                y1: Math.min(...own.map(microseconds)),
                y2: Math.max(...own.map(microseconds)),
                fill: 'var(--green)',
                fillOpacity: 0.18,
              }),
              plot.ruleX([crossing], { x: 'value', stroke: 'var(--green)' }),
              plot.text([crossing], {
                x: 'value',
                y: () => Math.min(...own.map(microseconds)),
                text: () => `dense wins from ${crossing.value.toFixed(2)}`,
                textAnchor: 'end',
                dx: -6,
                fill: 'var(--green)',
              }),
            ]),
        ...kernels.flatMap((kernel, i) => {
          const points = own.filter((cost) => cost.kernel === kernel)
          const stroke = colours[i] ?? ''
          return [
            plot.line(points, { x: density, y: microseconds, stroke, strokeWidth: 1.8 }),
            plot.ruleX(points, {
              x: density,
              y1: (c: CostReport) => c.ns.low / 1000,
              y2: (c: CostReport) => c.ns.high / 1000,
              stroke,
              strokeWidth: 3,
              strokeOpacity: 0.35,
            }),
            plot.dot(points, { x: density, y: microseconds, fill: stroke, r: 2.6 }),
            plot.text(points.slice(-1), {
              x: density,
              y: microseconds,
              text: () => kernel,
              fill: stroke,
              textAnchor: 'start',
              dx: 9,
            }),
          ]
        }),
      ],
    }),
  }
}
