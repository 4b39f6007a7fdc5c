/** What one gradient step costs, counted, beside the bounds that were claimed. */
import type { Figure } from './frame.ts'
import { plainTick } from './frame.ts'

const M = 64
const K = 8
const SIZES = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384]

/** What the figure asks of a subject; see the contract of the room `complexity`. */
interface Asked {
  readonly name: string
  readonly countGradientStep?: (
    sizes: { m: number; n: number; k: number },
    setting: { storage: 'sparse'; update: 'lazy' },
  ) => Counts
}

export const gradientStep: Figure = {
  question: 'q3',
  title: 'A sparse step costs what its non-zeros cost; bounds with m·n overstate it more with every feature',
  caption: `Arithmetic operations of one gradient step of logistic regression on m = ${M} sparse examples of k = ${K} non-zeros each, counted while it runs, against the number of features n. Dashed: the claimed bounds with constant factor 1. Both axes logarithmic.`,
  draw(plot, subject) {
    const { countGradientStep }: Asked = subject
    if (countGradientStep === undefined) return undefined
    const counted = SIZES.map((n) => ({ n, ...countGradientStep({ m: M, n, k: K }, { storage: 'sparse', update: 'lazy' }) }))
    const lines = [
      { name: 'claimed backward, m·n·k', colour: 'var(--red)', claimed: true, value: (n: number) => M * n * K },
      { name: 'claimed forward, m·n', colour: 'var(--orange)', claimed: true, value: (n: number) => M * n },
      {
        name: 'counted, whole step',
        colour: 'var(--blue)',
        claimed: false,
        value: (n: number) => total(counted.find((count) => count.n === n)),
      },
      {
        name: 'counted, forward',
        colour: 'var(--green)',
        claimed: false,
        value: (n: number) => counted.find((count) => count.n === n)?.forward ?? NaN,
      },
    ]
    const last = SIZES.at(-1) ?? NaN
    return {
      height: 400,
      marginLeft: 78,
      marginRight: 205,
      x: { type: 'log', label: 'features, n', tickFormat: plainTick, ticks: [10, 100, 1000, 10_000] },
      y: { type: 'log', label: 'operations', tickFormat: plainTick, domain: [300, 1e7], ticks: [1e3, 1e4, 1e5, 1e6, 1e7] },
      marks: lines.flatMap(({ name, colour, claimed, value }) => {
        const points = SIZES.map((n) => ({ n, operations: value(n) }))
        return [
          plot.line(points, {
            x: 'n',
            y: 'operations',
            stroke: colour,
            strokeWidth: 2,
            ...(claimed ? { strokeDasharray: '6 4' } : {}),
          }),
          ...(claimed ? [] : [plot.dot(points, { x: 'n', y: 'operations', fill: colour, r: 3.5 })]),
          plot.text([{ n: last, operations: value(last) }], {
            x: 'n',
            y: 'operations',
            text: () => name,
            dx: 10,
            textAnchor: 'start',
            fill: colour,
            fontSize: 13,
            fontWeight: 600,
          }),
        ]
      }),
    }
  },
}

interface Counts {
  readonly forward: number
  readonly loss: number
  readonly backward: number
  readonly update: number
}

function total(counts: Counts | undefined): number {
  return counts === undefined ? NaN : counts.forward + counts.loss + counts.backward + counts.update
}
