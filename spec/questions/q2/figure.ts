/** For how many e-mails per template option (b) is what the data say, by test and correction. */
import type { Correction } from '../../../src/contract/experiment.ts'
import type { Procedure } from '../../../src/contract/two-proportion.ts'
import { SMOOTH } from '../../laws/arms/procedures.ts'
import type { Figure } from '../../report/figure.ts'
import { plainTick } from '../../report/figure.ts'
import { CONTROL, CORRECTIONS, MAILS, OPTIONS, RATES } from './templates.ts'

/** Every test that n can be varied for, then every correction of the first. */
const DESIGNS: readonly { readonly procedure: Procedure; readonly correction?: Correction }[] = [
  ...SMOOTH.map((procedure) => ({ procedure })),
  ...CORRECTIONS.filter((each) => each !== 'none').map((correction) => ({ procedure: 'pooled z' as const, correction })),
]

export const templates: Figure = {
  question: 'q2',
  title: 'Option (b) is right for a range of n only, and the correction decides whether that covers n = 1000',
  caption:
    'Bars: the numbers of e-mails per template, n, at which the rates 10, 7, 8.5, 12 and 14 % say exactly that B is worse than A, E is better, and C and D are undecided (two-sided, level 5 %, rates held fixed). The dashed line is the n of the question: blue bars cover it, orange ones do not.',
  draw(plot, { rangesOfN }) {
    if (rangesOfN === undefined) return undefined
    const bars = DESIGNS.flatMap((design) => {
      const { procedure, correction } = design
      const name = correction === undefined ? procedure : `${procedure}, ${correction}`
      return rangesOfN({ ...design, rates: RATES, control: CONTROL }, OPTIONS.b).map(({ low, high }) => ({
        name,
        low,
        high,
        right: low <= MAILS && MAILS <= high,
      }))
    })
    // A halo keeps the numbers readable where they cross the line.
    const label = { y: 'name', fill: 'currentColor', stroke: 'var(--ground)', strokeWidth: 5 } as const
    return {
      height: 60 + 27 * DESIGNS.length,
      marginLeft: 150,
      marginRight: 70,
      marginTop: 40,
      x: {
        type: 'log',
        label: 'e-mails per template, n',
        domain: [300, 6000],
        ticks: [300, 500, 1000, 2000, 5000],
        tickFormat: plainTick,
      },
      y: { label: null, domain: [...new Set(bars.map(({ name }) => name))], padding: 0.35, tickSize: 0 },
      marks: [
        plot.barX(bars, { y: 'name', x1: 'low', x2: 'high', fill: colourOf, rx: 3 }),
        plot.ruleX([MAILS], { stroke: 'currentColor', strokeWidth: 1.5, strokeDasharray: '5 4' }),
        plot.text([MAILS], { x: (n: number) => n, frameAnchor: 'top', dy: -16, text: () => `n = ${MAILS}`, fontWeight: 600 }),
        plot.text(bars, { ...label, x: 'low', text: ({ low }: Bar) => String(low), textAnchor: 'end', dx: -6 }),
        plot.text(bars, { ...label, x: 'high', text: ({ high }: Bar) => String(high), textAnchor: 'start', dx: 6 }),
      ],
    }
  },
}

interface Bar {
  readonly low: number
  readonly high: number
  readonly right: boolean
}

function colourOf({ right }: Bar): string {
  return right ? 'var(--blue)' : 'var(--orange)'
}
