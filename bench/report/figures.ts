/** The figures of a bench: cost against sparsity with fit and limits, dense against sparse, ours against each peer. */
import {
  drawFigures,
  logSpaced,
  plainTick,
  type DrawnFigure,
  type Figure,
  type Plotting,
} from '../../spec/report/figures/frame.ts'
import type { BenchResults, CostReport } from '../results.ts'
import { gatherFloorNs } from '../roofline.ts'

/** Draws what was measured. */
export function drawResults(results: BenchResults): Promise<DrawnFigure[]> {
  const figures = [costFigure(results), densityFigure(results), ratioFigure(results)]
  return drawFigures(figures.filter((figure) => figure !== undefined).map(withHeading), { name: 'bench', url: import.meta.url })
}

/** Title and caption inside the figure: as a file it travels alone. */
function withHeading(figure: Figure): Figure {
  const at = { frameAnchor: 'top-left', textAnchor: 'start', facet: 'super' } as const
  return {
    ...figure,
    draw(plot, subject) {
      const options = figure.draw(plot, subject)
      if (options === undefined) return undefined
      const dx = 4 - (options.marginLeft ?? 0)
      const marks = [
        plot.text([figure.title], { ...at, dx, dy: -66, fontSize: 16, fontWeight: 600 }),
        plot.text([figure.caption], { ...at, dx, dy: -46, fillOpacity: 0.7 }),
      ]
      return { height: 440, insetBottom: 16, ...options, marginTop: 76, marks: [...(options.marks ?? []), ...marks] }
    },
  }
}

const colours = ['var(--blue)', 'var(--orange)', 'var(--green)', 'var(--purple)']
const perEntry = ({ ns, nnz }: CostReport): number => ns.value / nnz

function costFigure(results: BenchResults): Figure | undefined {
  const costs = results.costs.filter(({ series }) => series !== 'density')
  if (costs.length === 0) return undefined
  const label = ({ kernel, series }: CostReport): string => `${kernel}, ${series}`
  const curves = [...new Set(costs.map(label))]
  const colour = new Map(curves.map((curve, i) => [curve, curve.includes('js') ? 'var(--purple)' : (colours[i % 3] ?? '')]))
  const nnz = costs.map((cost) => cost.nnz)
  const [least, most] = [Math.min(...nnz), Math.max(...nnz)]
  const text = costs.filter(({ series }) => !['uniform', 'zipf'].includes(series))
  return {
    question: 'cost',
    title: 'Cost of a stored entry against how many there are',
    caption: 'k = 50 entries a row; quartiles; the fit was made in the cache and is drawn beyond its range',
    draw: (plot) => ({
      marginLeft: 64,
      marginRight: 150,
      x: { type: 'log', label: 'stored entries, nnz →', tickFormat: powerOfTen, ticks: 6 },
      y: { type: 'log', label: 'nanoseconds an entry', labelAnchor: 'center', grid: true, tickFormat: plainTick, ticks: 5 },
      marks: [
        ...fitMarks(plot, results, least, most),
        ...floorMarks(plot, results, least, most),
        ...curves.flatMap((curve) => {
          const points = costs.filter((cost) => label(cost) === curve && !text.includes(cost))
          const stroke = colour.get(curve) ?? ''
          const dashed = curve.endsWith('zipf') ? { strokeDasharray: '5 3' } : {}
          return [
            plot.line(points, { x: 'nnz', y: perEntry, stroke, strokeWidth: 1.8, ...dashed }),
            plot.ruleX(points, {
              x: 'nnz',
              y1: (c: CostReport) => c.ns.low / c.nnz,
              y2: (c: CostReport) => c.ns.high / c.nnz,
              stroke,
              strokeWidth: 3,
              strokeOpacity: 0.35,
            }),
            plot.dot(points, { x: 'nnz', y: perEntry, fill: stroke, r: 2.6 }),
          ]
        }),
        plot.text(spreadLabels(costs.filter((cost) => cost.nnz > most / 4 && !text.includes(cost))), {
          x: 'x',
          y: 'y',
          text: (end: EndLabel) => label(end.cost),
          fill: (end: EndLabel) => colour.get(label(end.cost)) ?? '',
          textAnchor: 'start',
          dx: 9,
        }),
        plot.dot(text, {
          x: 'nnz',
          y: perEntry,
          symbol: 'diamond',
          fill: (cost: CostReport) => colour.get(label(cost)) ?? '',
          r: 5,
        }),
        plot.text(text, {
          x: 'nnz',
          y: perEntry,
          text: label,
          dy: -11,
          fill: (cost: CostReport) => colour.get(label(cost)) ?? '',
        }),
      ],
    }),
  }
}

interface EndLabel {
  readonly x: number
  readonly y: number
  readonly cost: CostReport
}

/** A label at the end of each curve, at least 15 % apart so that none covers another. */
function spreadLabels(costs: readonly CostReport[]): EndLabel[] {
  const ends = [...new Map(costs.map((cost) => [`${cost.kernel} ${cost.series}`, cost])).values()].toSorted(
    (a, b) => perEntry(a) - perEntry(b),
  )
  let last = 0
  return ends.map((cost) => {
    last = Math.max(perEntry(cost), last * 1.36)
    return { x: cost.nnz, y: last, cost }
  })
}

/** The additive law at the curve's k and n, with its interval. */
function fitMarks(plot: Plotting, { fits: [fit], costs }: BenchResults, least: number, most: number) {
  const curve = costs.find(({ series }) => series === 'uniform')
  if (fit === undefined || curve === undefined) return []
  const { n } = curve
  const k = 50
  const cost = (end: 'value' | 'low' | 'high') => (nnz: number) =>
    fit.perEntry[end] + fit.perRow[end] / k + (fit.perColumn[end] * n + fit.perCall[end]) / nnz
  const grid = logSpaced(least, most, 80)
  return [
    plot.areaY(grid, { x: (nnz: number) => nnz, y1: cost('low'), y2: cost('high'), fill: 'var(--blue)', fillOpacity: 0.12 }),
    plot.line(grid, {
      x: (nnz: number) => nnz,
      y: cost('value'),
      stroke: 'var(--blue)',
      strokeOpacity: 0.7,
      strokeDasharray: '1 3',
      strokeWidth: 1.5,
    }),
    plot.text([most], {
      x: (nnz: number) => nnz,
      y: cost('value'),
      text: () => 'fit, as in cache',
      textAnchor: 'start',
      dx: 9,
      fill: 'var(--blue)',
      fillOpacity: 0.8,
    }),
  ]
}

/** What reading in order and at random would cost at the least. */
function floorMarks(plot: Plotting, { roofline, costs }: BenchResults, least: number, most: number) {
  const n = costs.find(({ series }) => series === 'uniform')?.n
  const slowest = roofline?.streams.at(-1)
  if (roofline === undefined || n === undefined || slowest === undefined) return []
  const floors = [
    { ns: gatherFloorNs(roofline, n), name: 'random access' },
    { ns: 12 / slowest.gigabytesPerSecond, name: 'memory stream' },
  ]
  return [
    plot.ruleY(floors, { y: 'ns', x1: least, x2: most, stroke: 'var(--red)', strokeWidth: 1.2 }),
    plot.text(floors, {
      x: () => least,
      y: 'ns',
      text: (floor: { name: string; ns: number }) => `limit: ${floor.name}, ${floor.ns.toFixed(2)} ns`,
      textAnchor: 'start',
      dy: -7,
      fill: 'var(--red)',
    }),
  ]
}

function densityFigure({ costs, crossovers }: BenchResults): Figure | undefined {
  const own = costs.filter(({ series, kernel, n }) => series === 'density' && n === crossovers[0]?.n && !kernel.endsWith('js'))
  const crossing = crossovers[0]?.density
  if (own.length === 0) return undefined
  const kernels = [...new Set(own.map(({ kernel }) => kernel))]
  const density = ({ k, n }: CostReport): number => k / n
  const microseconds = ({ ns }: CostReport): number => ns.value / 1000
  const [{ m = NaN, n = NaN } = {}] = own
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

function ratioFigure({ matches }: BenchResults): Figure | undefined {
  const all = matches.flatMap(({ size, columns, standings }) =>
    standings.flatMap(({ name, ratio }) =>
      ratio === undefined || name.startsWith('assay') ? [] : [{ match: `${size} ${columns}`, name, ...ratio }],
    ),
  )
  const rows = all.filter(({ high }) => high >= LEAST_RATIO_DRAWN)
  if (rows.length === 0) return undefined
  const leftOut = [...new Set(all.filter((row) => !rows.includes(row)).map(({ name }) => name))]
  const remark = leftOut.length === 0 ? '' : `; too far left to draw: ${leftOut.join(', ')}`
  const colour = (row: { high: number; low: number }): string =>
    row.high < 1 ? 'var(--blue)' : row.low > 1 ? 'var(--red)' : 'var(--purple)'
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
        domain: [Math.min(0.2, ...rows.map(({ least }) => least)), Math.max(1.3, ...rows.map(({ most }) => most))],
      },
      y: { label: null, domain: [...new Set(rows.map(({ name }) => name))], padding: 0.2 },
      fy: { label: null, domain: groups },
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
        }),
      ],
    }),
  }
}

/** Contestants who take more than ten times as long would press the others together. */
const LEAST_RATIO_DRAWN = 0.1

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** 10³, 10⁴ …; nothing between. */
function powerOfTen(value: number): string {
  const exponent = Math.log10(value)
  return Number.isInteger(exponent)
    ? `10${[...String(exponent)].map((digit) => superscripts[Number(digit)] ?? digit).join('')}`
    : ''
}
