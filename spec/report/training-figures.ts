/** The curves of a training run. */
import type { Metrics } from '../../src/train/metrics.ts'
import type { Figure, Plotting } from './figure.ts'

/** One line over the steps. */
interface Series {
  readonly name: string
  readonly colour: string
  readonly value: (metrics: Metrics) => number | undefined
  /** Drawn as dots that are joined, being rare. */
  readonly dots?: boolean
}

interface Curve extends Pick<Figure, 'title' | 'caption'> {
  readonly label: string
  readonly series: readonly Series[]
  /** The vertical axis is logarithmic. */
  readonly log?: boolean
}

/** Points that a line keeps: more cannot be told apart. */
const MOST_POINTS = 1500

const curves: readonly Curve[] = [
  {
    title: 'Loss',
    caption: 'Mean cross-entropy in nats over the targets of each step, and over the same validation batches every time.',
    label: 'loss (nats)',
    series: [
      { name: 'training', colour: 'var(--blue)', value: ({ loss }) => loss },
      { name: 'validation', colour: 'var(--orange)', value: ({ validationLoss }) => validationLoss, dots: true },
    ],
  },
  {
    title: 'Gradient norm',
    caption:
      'Joint norm of all gradients, unscaled, before clipping; a gap is a step that was skipped because something overflowed.',
    label: 'gradient norm',
    series: [{ name: 'norm', colour: 'var(--blue)', value: ({ gradientNorm }) => gradientNorm }],
  },
  {
    title: 'Loss scale',
    caption:
      'What the loss was multiplied by: it doubles after 2000 clean steps by default and halves when a gradient overflows. 1 without a scaler.',
    label: 'loss scale',
    series: [{ name: 'scale', colour: 'var(--purple)', value: ({ lossScale }) => lossScale }],
    log: true,
  },
  {
    title: 'Learning rate',
    caption: 'The rate that each step was taken with.',
    label: 'learning rate',
    series: [{ name: 'rate', colour: 'var(--green)', value: ({ learningRate }) => learningRate }],
  },
  {
    title: 'Speed',
    caption: 'Targets a second, validation and checkpoints included.',
    label: 'tokens per second',
    series: [{ name: 'tokens', colour: 'var(--blue)', value: ({ tokensPerSecond }) => tokensPerSecond }],
  },
  {
    title: 'Processor and GPU',
    caption: 'Processor time over wall time, 100 for one whole core; and the use of the first GPU, where nvidia-smi tells.',
    label: 'percent',
    series: [
      { name: 'CPU', colour: 'var(--blue)', value: ({ cpuPercent }) => cpuPercent },
      { name: 'GPU', colour: 'var(--green)', value: ({ gpu }) => gpu?.percent },
    ],
  },
  {
    title: 'Memory',
    caption: 'Resident memory of the process of rank 0, and memory in use on the first GPU.',
    label: 'MB',
    series: [
      { name: 'process', colour: 'var(--blue)', value: ({ memoryBytes }) => memoryBytes / 1e6 },
      { name: 'GPU', colour: 'var(--green)', value: ({ gpu }) => (gpu === undefined ? undefined : gpu.memoryBytes / 1e6) },
    ],
  },
]

/** The figures of a run. @param metrics one a step */
export function trainingFigures(metrics: readonly Metrics[]): Figure[] {
  return curves.map((curve) => ({ ...curve, question: 'training', draw: (plot) => draw(plot, curve, metrics) }))
}

function draw(plot: Plotting, { label, series, log = false }: Curve, metrics: readonly Metrics[]): ReturnType<Figure['draw']> {
  const lines = series
    .map((line) => ({ ...line, points: thinned(pointsOf(line, metrics)) }))
    .filter(({ points }) => points.length > 0)
  return {
    height: 240,
    marginLeft: 70,
    marginRight: 90,
    x: { label: 'step', tickFormat: (step: number) => String(step) },
    y: { label, grid: true, ...(log ? { type: 'log' as const, base: 2 } : { zero: false }) },
    marks: lines.flatMap(({ name, colour, dots, points }, i) => [
      plot.lineY(points, { x: 'step', y: 'value', stroke: colour, strokeWidth: dots === true ? 1.5 : 1 }),
      ...(dots === true || points.length === 1 ? [plot.dot(points, { x: 'step', y: 'value', fill: colour, r: 2.5 })] : []),
      plot.text(points.slice(-1), {
        x: 'step',
        y: 'value',
        text: () => name,
        fill: colour,
        textAnchor: 'start',
        dx: 6,
        dy: lines.length < 2 ? 0 : 14 * i - 7,
      }),
    ]),
  }
}

interface Point {
  readonly step: number
  readonly value: number
}

/** A value that is not finite is a gap (JSON writes it as null). */
function pointsOf({ value, dots }: Series, metrics: readonly Metrics[]): Point[] {
  return metrics.flatMap((line) => {
    const got = value(line)
    if (typeof got === 'number' && Number.isFinite(got)) return [{ step: line.step, value: got }]
    return dots === true || got === undefined ? [] : [{ step: line.step, value: NaN }]
  })
}

function thinned(points: readonly Point[]): readonly Point[] {
  const every = Math.ceil(points.length / MOST_POINTS)
  return every <= 1 ? points : points.filter((_, i) => i % every === 0 || i === points.length - 1)
}
