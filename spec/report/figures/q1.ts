/** What two copies of a feature weigh, against the strength of the penalty. */
import type { Figure } from './frame.ts'
import { logSpaced, plainTick } from './frame.ts'

/** Eight rows of one feature, three of four right on either side: without penalty its weight is ln 3. */
const DATA = {
  rows: 8,
  columns: 1,
  features: Float64Array.of(1, 1, 1, 1, -1, -1, -1, -1),
  labels: Float64Array.of(1, 1, 1, 0, 0, 0, 0, 1),
}

/** What the figure asks of a subject; see the contract of the room `logistic`. */
interface Asked {
  readonly name: string
  readonly fitLogistic?: (
    data: typeof DATA,
    options: { penalty: { l2: number } },
  ) => { weights: Float64Array } | { direction: Float64Array }
  readonly appendCopy?: (data: typeof DATA, column: number) => typeof DATA
}

export const duplicate: Figure = {
  question: 'q1',
  title: 'Each copy weighs half of the original only while the penalty is weak',
  caption:
    'Logistic regression on 8 rows of one feature with an L2 penalty of strength λ (loss summed over rows), before and after the feature is copied. The claim w/2 is exact without penalty; under a strong one each copy weighs nearly as much as the original.',
  draw(plot, subject) {
    const { fitLogistic, appendCopy }: Asked = subject
    if (fitLogistic === undefined || appendCopy === undefined) return undefined
    const weights = (data: typeof DATA, l2: number): Float64Array => {
      const fit = fitLogistic(data, { penalty: { l2 } })
      return 'weights' in fit ? fit.weights : Float64Array.of()
    }
    const copied = appendCopy(DATA, 0)
    const points = logSpaced(1e-3, 1e3, 73).flatMap((penalty) => {
      const [, alone = NaN] = weights(DATA, penalty)
      const [, first = NaN, second = NaN] = weights(copied, penalty)
      return [
        { penalty, line: 'both copies together', weight: first + second },
        { penalty, line: 'the feature alone, w', weight: alone },
        { penalty, line: 'each copy', weight: second },
        { penalty, line: 'the claim, w/2', weight: alone / 2 },
      ]
    })
    const colours = {
      'both copies together': 'var(--purple)',
      'the feature alone, w': 'currentColor',
      'each copy': 'var(--blue)',
      'the claim, w/2': 'var(--red)',
    }
    // Labels stand where the lines are apart.
    const labels = [
      { line: 'both copies together', at: 44, dy: -10, anchor: 'start' },
      { line: 'the feature alone, w', at: 36, dy: 14, anchor: 'end' },
      { line: 'each copy', at: 43, dy: -6, anchor: 'start' },
      { line: 'the claim, w/2', at: 36, dy: 14, anchor: 'end' },
    ] as const
    return {
      height: 380,
      marginRight: 30,
      x: { type: 'log', label: 'strength of the penalty, λ', tickFormat: plainTick, ticks: 7 },
      y: { label: 'weight', grid: false, domain: [0, 1.2] },
      marks: [
        plot.ruleY([0]),
        ...Object.entries(colours).map(([line, stroke]) =>
          plot.line(
            points.filter((point) => point.line === line),
            {
              x: 'penalty',
              y: 'weight',
              stroke,
              strokeWidth: line === 'each copy' ? 3 : 2,
              ...(line === 'the claim, w/2' ? { strokeDasharray: '6 4' } : {}),
            },
          ),
        ),
        ...labels.map(({ line, at, dy, anchor }) =>
          plot.text([points.filter((point) => point.line === line)[at] ?? {}], {
            x: 'penalty',
            y: 'weight',
            text: () => line,
            dy,
            dx: anchor === 'start' ? 8 : -8,
            textAnchor: anchor,
            fill: colours[line],
            fontSize: 13,
            fontWeight: 600,
          }),
        ),
      ],
    }
  },
}
