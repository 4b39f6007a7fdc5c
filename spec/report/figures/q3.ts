/** What one gradient step costs, counted, beside the bounds that were claimed. */
import { countGradientStep, totalOf } from '../../complexity/count-gradient-step.ts'
import type { Figure } from './frame.ts'
import { plainTick } from './frame.ts'

const M = 64
const K = 8
const SIZES = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384]

const LINES = [
  { y: 'backwardClaim', name: 'claimed backward, m·n·k', colour: 'var(--red)' },
  { y: 'forwardClaim', name: 'claimed forward, m·n', colour: 'var(--orange)' },
  { y: 'step', name: 'counted, whole step', colour: 'var(--blue)' },
  { y: 'forward', name: 'counted, forward', colour: 'var(--green)' },
] as const

export const gradientStep: Figure = {
  question: 'q3',
  title: 'A sparse step costs what its non-zeros cost; bounds with m·n overstate it more with every feature',
  caption: `Multiply-adds of one gradient step of logistic regression on m = ${M} sparse examples of k = ${K} non-zeros each, counted while it runs, against the number of features n. Dashed: the claimed bounds with constant factor 1. Both axes logarithmic.`,
  draw(plot, { countSparseStep, countLazyStep, countDenseStep }) {
    if (countSparseStep === undefined || countLazyStep === undefined || countDenseStep === undefined) return undefined
    const subject = { countSparseStep, countLazyStep, countDenseStep }
    const points = SIZES.map((n) => {
      const counts = countGradientStep(subject, { m: M, n, k: K }, { storage: 'sparse', update: 'lazy' })
      return { n, forward: counts.forward, step: totalOf(counts), forwardClaim: M * n, backwardClaim: M * n * K }
    })
    return {
      height: 400,
      marginLeft: 78,
      marginRight: 205,
      x: { type: 'log', label: 'features, n', tickFormat: plainTick, ticks: [10, 100, 1000, 10_000] },
      y: { type: 'log', label: 'multiply-adds', tickFormat: plainTick, domain: [300, 1e7], ticks: [1e3, 1e4, 1e5, 1e6, 1e7] },
      marks: LINES.flatMap(({ y, name, colour }) => {
        const claimed = y.endsWith('Claim')
        return [
          plot.line(points, { x: 'n', y, stroke: colour, strokeWidth: 2, ...(claimed ? { strokeDasharray: '6 4' } : {}) }),
          ...(claimed ? [] : [plot.dot(points, { x: 'n', y, fill: colour, r: 3.5 })]),
          plot.text(points.slice(-1), {
            x: 'n',
            y,
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
