/** For how many e-mails per template the data say what is true at 1000, and what the sheet claims, by test and correction. */
import type { Correction, Decisions } from '../../../src/contract/experiment.ts'
import type { Procedure } from '../../../src/contract/two-proportion.ts'
import { SMOOTH } from '../../laws/arms/procedures.ts'
import { plainTick, type Figure } from '../../report/figure.ts'
import type { Answer } from '../question.ts'
import { designOf, levelOf } from './design.ts'
import { LARGEST, sizesThatDecide } from './sizes.ts'
import { CORRECTIONS } from '../../laws/experiments/corrections.ts'
import { MAILS, OPTIONS, TEMPLATES } from './templates.ts'

interface Design {
  readonly procedure: Procedure
  readonly correction: Correction
}

/** Every test that n can be varied for, then every correction of the first. */
const DESIGNS: readonly Design[] = [
  ...SMOOTH.map((procedure) => ({ procedure, correction: 'none' as const })),
  ...CORRECTIONS.filter((each) => each !== 'none').map((correction) => ({ procedure: 'pooled z' as const, correction })),
]

/** What is drawn of a sheet that says many things. */
const MOST_CLAIMS = 3
const LEAST = 300

export const templates: Figure = {
  question: 'q2',
  title: 'Option (b) is right for a range of n only, and the correction decides whether that covers n = 1000',
  caption:
    'Thick bars: the numbers of e-mails per template, n, at which the rates 10, 7, 8.5, 12 and 14 % say exactly that B is worse than A, E is better, and C and D are undecided (two-sided, level 5 %, rates held fixed). Blue bars cover the n of the question, the dashed line; orange ones do not. Thin red bars: where the data say what the sheet claims instead, at the level that it states; in red as well, the n and the design that it states.',
  draw(plot, { rangesOfN }, answers) {
    if (rangesOfN === undefined) return undefined
    const stated = designOf(answers)
    const claims = claimsOf(answers)
    const barsOf = (decided: Decisions, alpha: number): Bar[] =>
      DESIGNS.flatMap((design) =>
        sizesThatDecide({ rangesOfN }, { ...design, alpha }, decided).map(({ low, high }) => ({
          name: nameOf(design),
          low: Math.max(low, LEAST),
          high: Math.min(high, LARGEST),
          from: low < LEAST ? '' : String(low),
          to: high >= LARGEST ? '' : String(high),
          right: low <= MAILS && MAILS <= high,
        })),
      )
    const truth = barsOf(OPTIONS.b, 0.05)
    const drawn = claims.map((claim) => ({ ...claim, bars: barsOf(claim.decided, levelOf(stated)) }))
    const lines = [
      ...(saysTruth(answers) ? [{ text: `claimed: ${inWords(OPTIONS.b)} ✓`, colour: 'var(--green)' }] : []),
      ...drawn.map(({ text, bars }) => ({ text: bars.length === 0 ? `${text}: at no n` : text, colour: 'var(--red)' })),
    ]
    const isStated = ({ procedure, correction }: Design): boolean =>
      (stated.test !== undefined || stated.correction !== undefined) &&
      procedure === (stated.test ?? 'pooled z') &&
      correction === (stated.correction ?? 'none')
    // The row of a design: the truth above, a lane for each claim that is so at some n below
    const lanes = drawn.filter(({ bars }) => bars.length > 0)
    const row = ROW + LANE * lanes.length
    const marginTop = 40 + LINE * lines.length
    // A halo keeps the numbers readable where they cross the line.
    const label = { y: 'name', stroke: 'var(--ground)', strokeWidth: 5 } as const
    const sizes = [
      { n: MAILS, text: `n = ${MAILS}`, colour: 'currentColor' },
      ...(stated.n === undefined || stated.n === MAILS
        ? []
        : [{ n: Math.min(Math.max(stated.n, LEAST), LARGEST), text: `the sheet: n = ${stated.n}`, colour: 'var(--red)' }]),
    ]
    const barMarks = (bars: readonly Bar[], top: number, thick: number, colour: (bar: Bar) => string, font: number) => [
      plot.barX(bars, { y: 'name', x1: 'low', x2: 'high', fill: colour, rx: 3, insetTop: top, insetBottom: row - top - thick }),
      ...(['from', 'to'] as const).map((end) =>
        plot.text(bars, {
          ...label,
          x: end === 'from' ? 'low' : 'high',
          text: end,
          textAnchor: end === 'from' ? 'end' : 'start',
          dx: end === 'from' ? -6 : 6,
          dy: top + thick / 2 - row / 2,
          fill: lanes.length > 0 && font < BAR_FONT ? 'var(--red)' : 'currentColor',
          fontSize: font,
        }),
      ),
    ]
    return {
      height: marginTop + 44 + (row + GAP) * DESIGNS.length,
      marginLeft: 150,
      marginRight: 84,
      marginTop,
      x: {
        type: 'log',
        label: 'e-mails per template, n',
        domain: [LEAST, LARGEST],
        ticks: [LEAST, 500, 1000, 2000, 5000, LARGEST],
        tickFormat: plainTick,
      },
      y: {
        label: null,
        domain: DESIGNS.map(nameOf),
        padding: GAP / (row + GAP),
        tickSize: 0,
      },
      marks: [
        ...sizes.flatMap(({ n, text, colour }) => [
          plot.ruleX([n], { stroke: colour, strokeWidth: 1.5, strokeDasharray: '5 4' }),
          plot.text([n], { x: (at: number) => at, frameAnchor: 'top', dy: -14, text: () => text, fill: colour, fontWeight: 600 }),
        ]),
        ...barMarks(truth, 0, ROW, colourOf, BAR_FONT),
        ...lanes.flatMap(({ bars }, i) => barMarks(bars, ROW + LANE * i + 3, LANE - 6, () => 'var(--red)', BAR_FONT - 2)),
        ...lines.map(({ text, colour }, i) =>
          plot.text([text], {
            frameAnchor: 'top-left',
            dx: -140,
            dy: -marginTop + 8 + LINE * i,
            text: (of: string) => of,
            fill: colour,
            fontSize: 13,
            fontWeight: 600,
          }),
        ),
        plot.text(DESIGNS.filter(isStated), {
          y: nameOf,
          frameAnchor: 'right',
          dx: 10,
          textAnchor: 'start',
          text: () => 'the sheet',
          fill: 'var(--red)',
          fontWeight: 600,
        }),
      ],
    }
  },
}

/** Heights: a bar of the truth, a lane of a claim, what is between rows, a line of text above. */
const [ROW, LANE, GAP, LINE] = [17, 14, 10, 20]
const BAR_FONT = 13

interface Bar {
  readonly name: string
  readonly low: number
  readonly high: number
  /** The ends in digits; nothing where the bar goes on outside the figure. */
  readonly from: string
  readonly to: string
  readonly right: boolean
}

function colourOf({ right }: Bar): string {
  return right ? 'var(--blue)' : 'var(--orange)'
}

function nameOf({ procedure, correction }: Design): string {
  return correction === 'none' ? procedure : `${procedure}, ${correction}`
}

/** What the sheet says of the templates, claim by claim. */
function said(answers: readonly Answer[]): Decisions[] {
  return answers.flatMap(({ slot, value }) =>
    slot === 'option' ? [OPTIONS[value as keyof typeof OPTIONS]] : slot === 'decisions' ? [value as Decisions] : [],
  )
}

function saysTruth(answers: readonly Answer[]): boolean {
  return said(answers).some((decided) => inWords(decided) === inWords(OPTIONS.b))
}

/** The claims that are not the truth itself, each once. */
function claimsOf(answers: readonly Answer[]): { readonly text: string; readonly decided: Decisions }[] {
  const claims = new Map(said(answers).map((decided) => [inWords(decided), decided]))
  claims.delete(inWords(OPTIONS.b))
  return [...claims].slice(0, MOST_CLAIMS).map(([words, decided]) => ({ text: `claimed: ${words}`, decided }))
}

function inWords(decided: Decisions): string {
  return TEMPLATES.flatMap((name) => (decided[name] === undefined ? [] : [`${name} ${decided[name]}`])).join(', ')
}
