/** What two copies of a feature weigh, against the strength of the penalty. */
import type { DenseData } from '../../../src/contract/logistic.ts'
import { isFormula } from '../../formula/formula.ts'
import type { Figure } from '../../report/figure.ts'
import { logSpaced, plainTick } from '../../report/figure.ts'

/** Eight rows of one feature, three of four right on either side: without penalty its weight is ln 3. */
const DATA: DenseData = {
  rows: 8,
  columns: 1,
  features: Float64Array.of(1, 1, 1, 1, -1, -1, -1, -1),
  labels: Float64Array.of(1, 1, 1, 0, 0, 0, 0, 1),
}

const STRENGTHS = logSpaced(1e-3, 1e3, 73)
const LABELLED = 60 // the strength, by its place in the list, at which the lines are named

export const duplicate: Figure = {
  question: 'q1',
  title: 'Each copy has half of the weight only while the penalty is weak; under a strong one, nearly all of it',
  caption:
    'Logistic regression on 8 rows of one feature with an L2 penalty of strength λ (loss summed over rows), before and after the feature is copied. Weights are divided by w, the weight that the feature has alone under the same penalty. Dashed: what the sheet claims for each copy.',
  draw(plot, { fitLogistic, appendCopy }, answers) {
    if (fitLogistic === undefined || appendCopy === undefined) return undefined
    const weights = (data: DenseData, l2: number): Float64Array => {
      const fit = fitLogistic(data, { penalty: { l2 } })
      return 'weights' in fit ? fit.weights : new Float64Array()
    }
    const copied = appendCopy(DATA, 0)
    const claims = [
      ...new Map(
        answers
          .flatMap(({ slot, value }) => (slot === 'copies' && isFormula(value) ? [value] : []))
          .map((value) => [value.text, value] as const),
      ).values(),
    ]
    const points = STRENGTHS.map((penalty) => {
      const [, alone = NaN] = weights(DATA, penalty)
      const [, first = NaN, second = NaN] = weights(copied, penalty)
      return {
        penalty,
        both: (first + second) / alone,
        each: second / alone,
        alone: 1,
        ...Object.fromEntries(claims.map((claim) => [claim.text, (claim.evaluate({ w_n: alone }) ?? NaN) / alone])),
      }
    })
    const lines = [
      { name: 'both copies together', y: 'both', colour: 'var(--purple)', dy: -12 },
      { name: 'the feature alone, w', y: 'alone', colour: 'currentColor', dy: -9 },
      { name: 'each copy', y: 'each', colour: 'var(--blue)', dy: 16 },
      ...claims.map(({ text }) => ({ name: `claimed: ${text}`, y: text, colour: 'var(--red)', dy: 14 })),
    ]
    return {
      height: 380,
      x: { type: 'log', label: 'strength of the penalty, λ', tickFormat: plainTick, ticks: 7 },
      y: { label: 'weight, in multiples of w', domain: [0, 2], ticks: [0, 0.5, 1, 1.5, 2] },
      marks: [
        plot.ruleY([0]),
        ...lines.flatMap(({ name, y, colour, dy }) => [
          plot.line(points, {
            x: 'penalty',
            y,
            stroke: colour,
            strokeWidth: 2,
            ...(colour === 'var(--red)' ? { strokeDasharray: '6 4' } : {}),
          }),
          plot.text([points[y === 'alone' ? 10 : LABELLED] ?? {}], {
            x: 'penalty',
            y,
            text: () => name,
            dy,
            fill: colour,
            fontSize: 13,
            fontWeight: 600,
          }),
        ]),
      ],
    }
  },
}
