/** What a stored entry costs against how many there are, with the fit and the limits of the machine. */
import { logSpaced, plainTick, type Figure, type Plotting } from '../../../../spec/report/figure.ts'
import type { BenchResults, CostReport } from '../../results.ts'
import { gatherFloorNs } from '../../roofline.ts'

const colours = ['var(--blue)', 'var(--green)', 'var(--orange)']
const perEntry = ({ ns, nnz }: CostReport): number => ns.value / nnz
const label = ({ kernel, series }: CostReport): string => `${kernel}, ${series}`

export function costFigure(results: BenchResults): Figure | undefined {
  const costs = results.costs.filter(({ series }) => series !== 'density')
  if (costs.length === 0) return undefined
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
          dy: 15,
          stroke: 'var(--ground)',
          strokeWidth: 4,
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

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** 10³, 10⁴ …; nothing between. */
function powerOfTen(value: number): string {
  const exponent = Math.log10(value)
  return Number.isInteger(exponent)
    ? `10${String(exponent).replaceAll(/\d/g, (digit) => superscripts.charAt(Number(digit)))}`
    : ''
}
