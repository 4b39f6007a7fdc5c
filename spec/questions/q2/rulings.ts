/** What judges the answers to question 2. The set of conditions in which a decision is right is computed, and so is the range of n. */
import type { Correction, Decisions } from '../../../src/contract/experiment.ts'
import type { Procedure } from '../../../src/contract/two-proportion.ts'
import { law, once, ruling, table } from '../../judge/spec.ts'
import { tracing } from '../../judge/trace.ts'
import { levelOf, type StatedDesign } from './design.ts'
import { remarkOnDesign, remarkOnLost } from './remarks.ts'
import { LARGEST, sizesThatDecide } from './sizes.ts'
import { CORRECTIONS } from '../../laws/experiments/corrections.ts'
import { CONTROL, MAILS, RATES, templatesAt } from './templates.ts'
import { PROCEDURES, SMOOTH } from '../../laws/arms/procedures.ts'

declare module '../../judge/subject.ts' {
  interface AnswerParts {
    /** Question 2: what the rates say about templates against A, for the templates that are spoken of. */
    templateDecisions(): Decisions
    /** Question 2: what is stated about how that was found. */
    statedDesign(): StatedDesign
  }
}

/** What the templates are against A. */
const comparison = tracing(
  ['compareWithControl'],
  ({ compareWithControl }, { size, procedure, correction, alpha = 0.05, reversed = false }: Asked) => {
    const entries = Object.entries(templatesAt(size))
    const arms = Object.fromEntries(reversed ? entries.toReversed() : entries)
    return compareWithControl({ arms, control: CONTROL, procedure, correction, alpha })
  },
)

/** A design that is asked about; two-sided. */
type Asked = Completion & { readonly alpha?: number; readonly reversed?: boolean }

export const decisions = ruling({
  id: 'q2.decisions',
  says: `with ${MAILS} mails per template, or as many as the sheet states, the rates decide the templates against A as claimed`,
  cites: 'definition of the test and of the correction; scipy and statsmodels agree on every p-value',
  needs: ['templateDecisions', 'statedDesign', 'compareWithControl', 'rangesOfN', 'nPerArm'],
  premises: ['n', 'rates', 'confidence'],
  conditions: { procedure: PROCEDURES, correction: CORRECTIONS },
  holdsUnder: ({ templateDecisions, statedDesign, compareWithControl, rangesOfN, nPerArm }, condition, w) =>
    once(() => {
      const claimed = templateDecisions()
      const design = statedDesign()
      const { n: size = MAILS } = design
      const alpha = levelOf(design)
      const procedure = PROCEDURES.find((each) => each === condition.procedure) ?? 'pooled z'
      const correction = CORRECTIONS.find((each) => each === condition.correction) ?? 'none'
      const smooth = SMOOTH.find((each) => each === procedure)
      if (smooth !== undefined && correction === 'none') {
        const range = (of: Correction): string =>
          sizesThatDecide({ rangesOfN }, { procedure: smooth, correction: of, alpha }, claimed).map(inWords).join(', ') || 'never' // prettier-ignore
        if (smooth === 'pooled z') w.remark(`correct for n ${inRanges(range('none'))} per template (pooled z, no correction)`)
        w.measured(`correct for n per template, ${smooth}`, Object.fromEntries(CORRECTIONS.map((each) => [each, range(each)])))
      }
      const undecided = Object.entries(RATES).filter(([name]) => claimed[name] === 'undecided')
      if (undecided.length > 0) {
        const needed = undecided.map(([name, rate]) => [name, Math.ceil(nPerArm(rate, RATES.A, 0.8))])
        w.measured('n per template for 80 % power at the observed rates', Object.fromEntries(needed))
      }
      const found = comparison({ compareWithControl }, { size, procedure, correction, alpha })
      const spokenOf = Object.keys(claimed).map((name) => [name, found[name]?.decision])
      w.equal('decisions', Object.fromEntries(spokenOf), claimed)
    }),
  concludes: ({ templateDecisions, statedDesign, compareWithControl }, w) =>
    remarkOnLost(
      templateDecisions(),
      (procedure, correction) =>
        comparison(
          { compareWithControl },
          { size: statedDesign().n ?? MAILS, procedure, correction, alpha: levelOf(statedDesign()) },
        ),
      w,
    ),
})

function inWords({ low, high }: { readonly low: number; readonly high: number }): string {
  return high >= LARGEST ? `>= ${low}` : `${low}..${high}`
}

/** Whether a list of ranges needs a sign in front. */
function inRanges(ranges: string): string {
  return /^[>n]/.test(ranges) ? ranges : `= ${ranges}`
}

export const moreDataNeeded = law({
  id: 'q2.more-data-needed',
  says: `C and D are undecided at ${MAILS} mails per template, and to see their observed differences with 80 % power takes more`,
  cites: 'Fleiss, Levin and Paik 2003, section 4.2',
  needs: ['nPerArm', 'compareWithControl'],
  premises: ['n', 'rates'],
  holds: ({ nPerArm, compareWithControl }, w) =>
    table(['C', 'D'] as const, (name) => {
      const needed = Math.ceil(nPerArm(RATES[name], RATES.A, 0.8))
      w.measured(`n per template for 80 % power: ${name}`, needed)
      w.require('more than were sent', needed > MAILS, { name, needed })
      w.equal(name, compareWithControl({ arms: templatesAt(MAILS), control: CONTROL })[name]?.decision, 'undecided')
    }),
})

/** Largest difference that still counts as none, in points of a percent. */
const MARGINS = { '1 point': 0.01, '2 points': 0.02, '5 points': 0.05 } as const

export const undecidedMeansEqual = ruling({
  id: 'q2.undecided-means-equal',
  says: 'the data show that C and D have the rate of A, up to the margin: the 95 % interval of the difference lies inside it',
  cites: 'Altman and Bland 1995, Absence of evidence is not evidence of absence; Newcombe 1998, method 10',
  needs: ['differenceInterval'],
  premises: ['n', 'rates'],
  conditions: { margin: Object.keys(MARGINS) },
  holdsUnder: ({ differenceInterval }, condition, w) =>
    table(['C', 'D'] as const, (name) => {
      const margin = Object.entries(MARGINS).find(([level]) => level === condition.margin)?.[1] ?? NaN
      const { [name]: arm, A: control } = templatesAt(MAILS)
      const { low, high } = differenceInterval('Newcombe', arm, control, 0.95)
      w.measured(`95 % interval of the difference of ${name} from A`, [low, high])
      w.require(`the interval of ${name} lies within ${condition.margin ?? ''}`, -margin < low && high < margin, { low, high })
    }),
})

/** Sample sizes at which what is stated might have been found; all counts are whole at each. */
const SIZES = [1000, 2000, 600, 5000, 200]

export const designFixesTheDecisions = ruling({
  id: 'q2.design-fixes-the-decisions',
  says: 'what is stated fixes the decisions: they are the same for every size, test and correction that is left open',
  cites: 'derived here: designs that differ in one choice connect all designs, so comparing those pairs compares all',
  needs: ['statedDesign', 'compareWithControl'],
  conditions: {},
  holdsUnder: ({ statedDesign, compareWithControl }, _, w) => {
    const stated = statedDesign()
    const { n, test, correction } = stated
    const alpha = levelOf(stated)
    // Each design stands in several pairs, and large ones take long
    const known = new Map<string, Decisions>()
    const decide = (design: Completion, reversed = false): Decisions => {
      const key = `${inShort(design)} ${reversed}`
      const decided = known.get(key) ?? decisionsOf(comparison({ compareWithControl }, { ...design, alpha, reversed }))
      known.set(key, decided)
      return decided
    }
    const open = [n === undefined ? 'n' : '', test === undefined ? 'test' : '', correction === undefined ? 'correction' : '']
    const missing = open.filter((each) => each !== '')
    w.measured('left open', missing.join(', ') || 'nothing')
    // Each fact that is stated earns its share: saying some of them must not cost more than saying none.
    if (missing.length > 0 && missing.length < open.length)
      w.credit(
        (open.length - missing.length) / open.length,
        `${open.length - missing.length} of ${open.length} facts are stated, not the ${missing.join(' and the ')}`,
      )
    const choices = { sizes: n === undefined ? SIZES : [n], tests: test === undefined ? PROCEDURES : [test] }
    const designs = choices.sizes.flatMap((size) =>
      choices.tests.flatMap((procedure) =>
        (correction === undefined ? CORRECTIONS : [correction]).map((by): Completion => ({ size, procedure, correction: by })),
      ),
    )
    return table(pairsOf(designs), ({ one, other }) => {
      remarkOnDesign({ name: inShort(one), decided: decide(one) }, { name: inShort(other), decided: decide(other) }, w)
      w.equal(`decisions with ${inShort(other)}, if they are those with ${inShort(one)}`, decide(other), decide(one))
      w.equal('decisions with the arms in another order', decide(one, true), decide(one))
    })
  },
})

type Completion = { readonly size: number; readonly procedure: Procedure; readonly correction: Correction }

/** Designs that differ in one choice; a design alone is its own pair. */
function pairsOf(designs: readonly Completion[]): { one: Completion; other: Completion }[] {
  const differing = (one: Completion, other: Completion): number =>
    Number(one.size !== other.size) + Number(one.procedure !== other.procedure) + Number(one.correction !== other.correction)
  const pairs = designs.flatMap((one, i) =>
    designs.slice(i + 1).flatMap((other) => (differing(one, other) === 1 ? [{ one, other }] : [])),
  )
  const sizeFirst = pairs.toSorted((a, b) => Number(a.one.size === a.other.size) - Number(b.one.size === b.other.size))
  return sizeFirst.length > 0 ? sizeFirst : designs.map((one) => ({ one, other: one }))
}

function inShort({ size, procedure, correction }: Completion): string {
  return `n = ${size}, ${procedure}, ${correction === 'none' ? 'no correction' : correction}`
}

function decisionsOf(compared: Readonly<Record<string, { readonly decision: Decisions[string] }>>): Decisions {
  return Object.fromEntries(['B', 'C', 'D', 'E'].map((name) => [name, compared[name]?.decision ?? 'undecided']))
}
