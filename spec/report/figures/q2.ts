/** For how many e-mails per template option (b) is what the data say, by test and correction. */
import type { Figure } from './frame.ts'
import { plainTick } from './frame.ts'

const RATES = { A: 0.1, B: 0.07, C: 0.085, D: 0.12, E: 0.14 }
const OPTION_B = { B: 'worse', C: 'undecided', D: 'undecided', E: 'better' } as const
const SENT = 1000

const DESIGNS = [
  { procedure: 'pooled z' },
  { procedure: 'unpooled z' },
  { procedure: 'G' },
  { procedure: 'Yates' },
  { procedure: 'Agresti-Caffo' },
  { procedure: 'pooled z', correction: 'Dunnett' },
  { procedure: 'pooled z', correction: 'Holm' },
  { procedure: 'pooled z', correction: 'Hochberg' },
  { procedure: 'pooled z', correction: 'BH' },
  { procedure: 'pooled z', correction: 'BY' },
  { procedure: 'pooled z', correction: 'Sidak' },
  { procedure: 'pooled z', correction: 'Bonferroni' },
] as const

/** What the figure asks of a subject; see the contract of experiments. */
interface Asked {
  readonly name: string
  readonly rangesOfN?: (
    rates: (typeof DESIGNS)[number] & { rates: typeof RATES; control: 'A' },
    pattern: typeof OPTION_B,
  ) => readonly { readonly low: number; readonly high: number }[]
}

export const templates: Figure = {
  question: 'q2',
  title: 'Option (b) is right at n = 1000 without a correction, and only for a range of n',
  caption:
    'Bars: the numbers of e-mails per template, n, at which the rates 10, 7, 8.5, 12 and 14 % say exactly that B is worse than A, E is better, and C and D are undecided (two-sided, level 5 %, rates held fixed). The vertical line is the n of the question.',
  draw(plot, subject) {
    const { rangesOfN }: Asked = subject
    if (rangesOfN === undefined) return undefined
    const bars = DESIGNS.flatMap((design) => {
      const correction = 'correction' in design ? design.correction : undefined
      const name = correction === undefined ? design.procedure : `${design.procedure}, ${correction}`
      return rangesOfN({ ...design, rates: RATES, control: 'A' }, OPTION_B).map(({ low, high }) => ({
        name,
        low,
        high,
        right: low <= SENT && SENT <= high,
      }))
    })
    return {
      height: 60 + 27 * DESIGNS.length,
      marginLeft: 150,
      marginRight: 70,
      marginTop: 40,
      x: {
        type: 'log',
        label: 'e-mails per template, n',
        domain: [300, 6000],
        ticks: [300, 500, 1000, 2000, 3000, 5000],
        tickFormat: plainTick,
      },
      y: { label: null, domain: [...new Set(bars.map(({ name }) => name))], padding: 0.35, tickSize: 0 },
      marks: [
        plot.barX(bars, { y: 'name', x1: 'low', x2: 'high', fill: colourOf, rx: 3 }),
        plot.text(bars, { y: 'name', x: 'low', text: (bar: { low: number }) => String(bar.low), textAnchor: 'end', dx: -6 }),
        plot.text(bars, { y: 'name', x: 'high', text: (bar: { high: number }) => String(bar.high), textAnchor: 'start', dx: 6 }),
        plot.ruleX([SENT], { stroke: 'currentColor', strokeWidth: 1.5, strokeDasharray: '5 4' }),
        plot.text([SENT], { x: (n: number) => n, frameAnchor: 'top', dy: -16, text: () => `n = ${SENT}`, fontWeight: 600 }),
        plot.text([0], {
          frameAnchor: 'top-left',
          dy: -16,
          text: () => '■ covers n = 1000',
          fill: 'var(--blue)',
          textAnchor: 'start',
        }),
        plot.text([0], { frameAnchor: 'top-right', dy: -16, text: () => '■ does not', fill: 'var(--orange)', textAnchor: 'end' }),
      ],
    }
  },
}

function colourOf({ right }: { readonly right: boolean }): string {
  return right ? 'var(--blue)' : 'var(--orange)'
}
