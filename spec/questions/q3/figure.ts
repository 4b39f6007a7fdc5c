/** What one gradient step costs, counted, beside the bounds that were claimed. */
import type { Cost, Sizes } from '../../../src/contract/complexity.ts'
import { costText } from '../../formula/cost-algebra.ts'
import type { WrittenClaim } from '../../formula/cost-claim.ts'
import { countGradientStep, totalOf } from '../../laws/complexity/count-gradient-step.ts'
import { valueAt } from '../../laws/complexity/growth.ts'
import type { Answer } from '../question.ts'
import type { Figure } from '../../report/figure.ts'
import { plainTick } from '../../report/figure.ts'

const M = 64
const K = 8
const SIZES = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384]

const COUNTED = [
  { y: 'step', name: 'counted, whole step', colour: 'var(--blue)' },
  { y: 'forward', name: 'counted, forward', colour: 'var(--green)' },
] as const

export const gradientStep: Figure = {
  question: 'q3',
  title: 'A sparse step costs what its non-zeros cost; bounds with m·n overstate it more with every feature',
  caption: `Multiply-adds of one gradient step of logistic regression on m = ${M} sparse examples of k = ${K} non-zeros each, counted while it runs, against the number of features n. Dashed: the bounds that the sheet claims, with constant factor 1. Both axes logarithmic.`,
  draw(plot, { countSparseStep, countLazyStep, countDenseStep }, answers) {
    if (countSparseStep === undefined || countLazyStep === undefined || countDenseStep === undefined) return undefined
    const subject = { countSparseStep, countLazyStep, countDenseStep }
    const claims = claimsOf(answers)
    const lines = [...claims.map(({ name, colour }) => ({ y: name, name, colour })), ...COUNTED]
    const points = SIZES.map((n) => {
      const counts = countGradientStep(subject, { m: M, n, k: K }, { storage: 'sparse', update: 'lazy' })
      return { n, forward: counts.forward, step: totalOf(counts), ...claimedAt(claims, { m: M, n, k: K }) }
    })
    return {
      height: 400,
      marginLeft: 78,
      marginRight: 205,
      x: { type: 'log', label: 'features, n', tickFormat: plainTick, ticks: [10, 100, 1000, 10_000] },
      y: { type: 'log', label: 'multiply-adds', tickFormat: plainTick, domain: [300, 1e7], ticks: [1e3, 1e4, 1e5, 1e6, 1e7] },
      marks: lines.flatMap(({ y, name, colour }) => {
        const claimed = claims.some((claim) => claim.name === y)
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

interface ClaimLine {
  readonly name: string
  readonly colour: string
  readonly cost: Cost
}

const CLAIM_COLOURS = ['var(--red)', 'var(--orange)', 'var(--purple)']

/** The claims of the sheet that say most about n: backward, forward and the whole, as far as it makes them. */
function claimsOf(answers: readonly Answer[]): ClaimLine[] {
  const wanted = ['backward', 'forward', 'total'].flatMap((slot) => answers.filter((answer) => answer.slot === slot).slice(0, 1))
  return wanted.map(({ slot, value }, i) => {
    const { cost } = value as WrittenClaim
    return { name: `claimed ${slot}, ${costText(cost)}`, colour: CLAIM_COLOURS[i] ?? 'var(--red)', cost }
  })
}

function claimedAt(claims: readonly ClaimLine[], sizes: Sizes): Record<string, number> {
  return Object.fromEntries(claims.map(({ name, cost }) => [name, valueAt(cost, sizes)]))
}
