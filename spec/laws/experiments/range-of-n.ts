/** The sample sizes at which an experiment with given rates says what it says. */
import fc from 'fast-check'
import type { Correction, Decision, Design } from '../../../src/contract/experiment.ts'
import { CONTROL, DECISIONS, GOLDEN, RATES } from './email-templates.ts'
import { PROCEDURES, SMOOTH_AND_QUICK } from '../arms/procedures.ts'
import { law, once, table } from '../../judge/spec.ts'

const asked = { rates: RATES, control: CONTROL }
const option = (design: Design): Design & typeof asked => ({ ...asked, ...design })

/** First and last n at which E is better, B worse, C and D undecided; counts are real. */
const REAL: readonly (readonly [procedure: Design['procedure'], ranges: Partial<Record<Correction, readonly [number, number]>>])[] = [
  ['pooled z', { none: [664, 1880], Bonferroni: [1079, 3053], Holm: [991, 2459], BH: [869, 2118], Dunnett: [1031, 2917] }],
  ['unpooled z', { none: [663, 1878], Bonferroni: [1076, 3050], Holm: [988, 2456], BH: [866, 2116] }],
  ['Yates', { none: [730, 1979], Bonferroni: [1144, 3152], Holm: [1057, 2558], BH: [934, 2217] }],
  ['Newcombe', { none: [669, 1883] }],
  ['Agresti-Caffo', { none: [673, 1886] }],
] // prettier-ignore

const goldenReal = law({
  id: 'range-of-n.golden-real-counts',
  says: 'option (b) is right for 664 to 1880 mails per template by the pooled z, and in the published range for every other test and correction',
  cites: 'scan of all n with scipy and statsmodels',
  needs: ['rangesOfN'],
  holds: ({ rangesOfN }, w) =>
    table(REAL, ([procedure = 'pooled z', ranges]) => {
      for (const [correction, [low, high]] of Object.entries(ranges)) {
        const found = rangesOfN(option({ procedure, correction: correction as Correction }), DECISIONS)
        w.equal(`${procedure}, ${correction}`, found, [{ low, high }])
      }
    }),
})

const closedForm = law({
  id: 'range-of-n.has-a-closed-form',
  says: 'by the pooled z an arm is decided from n = 1000 (z of alpha / z at 1000)^2 on: 508 for E, 664 for B, 1881 for D, 2867 for C; at one-sided 5 % option (b) is right from 468 to 1324',
  cites: 'z grows like sqrt(n) for fixed rates',
  needs: ['decidedFrom', 'rangesOfN', 'pooledZ', 'normalQuantile'],
  holds: ({ decidedFrom, rangesOfN, pooledZ, normalQuantile }, w) =>
    table(GOLDEN, (row) => {
      const z = pooledZ({ successes: RATES[row.name] * 1000, n: 1000 }, { successes: 100, n: 1000 })
      const n = 1000 * (normalQuantile(0.975) / z) ** 2
      w.close(`${row.name}: closed form`, n, row.nDecided, 5e-4)
      w.equal(`${row.name}: first n`, decidedFrom(asked)[row.name], Math.ceil(n))
      w.equal('one-sided', rangesOfN(option({ alpha: 0.1 }), DECISIONS), [{ low: 468, high: 1324 }])
    }),
})

const goldenRounded = law({
  id: 'range-of-n.golden-rounded-counts',
  says: 'with counts rounded to integers the range has holes at its ends: pooled z first 635, solid 695 to 1804, last 1937; Yates first 706, solid 766 to 1904, last 2037',
  cites: 'scan of all n with numpy.rint and scipy',
  needs: ['rangesOfN'],
  holds: ({ rangesOfN }, w) =>
    table(
      [
        ['pooled z', 635, 695, 1804, 1937],
        ['Yates', 706, 766, 1904, 2037],
      ] as const,
      ([procedure, first, solidFrom, solidTo, last]) => {
        const found = rangesOfN({ ...option({ procedure }), counts: 'rounded', largest: 2040 }, DECISIONS)
        const longest = found.toSorted((one, other) => other.high - other.low - (one.high - one.low))[0]
        w.equal(procedure, [found[0]?.low, longest?.low, longest?.high, found.at(-1)?.high], [first, solidFrom, solidTo, last])
        w.require('holes on both sides', found.length > 2, found.length)
      },
    ),
})

const goldenWhole = law({
  id: 'range-of-n.golden-whole-counts',
  says: 'where all counts are whole, at multiples of 200, option (b) is right from 800 to 1800 by every test, under Holm from 1000 to 2400, but from 1200 by Fisher and Yates',
  cites: 'scipy; 0.085 n is whole at multiples of 200 only',
  needs: ['rangesOfN'],
  holds: ({ rangesOfN }, w) =>
    table(PROCEDURES, (procedure) => {
      const whole = (correction: Correction): unknown =>
        rangesOfN({ ...option({ procedure, correction }), counts: 'whole', largest: 2600 }, DECISIONS)
      w.equal('uncorrected', whole('none'), [{ low: 800, high: 1800 }])
      const low = procedure === 'Fisher' || procedure === 'Yates' ? 1200 : 1000
      w.equal('Holm', whole('Holm'), [{ low, high: 2400 }])
    }),
})

const ends = law({
  id: 'range-of-n.nothing-then-everything',
  says: 'at 200 mails per template nothing is significant, at 10 000 all four templates are',
  cites: 'closed form',
  needs: ['rangesOfN'],
  holds: ({ rangesOfN }, w) =>
    once(() => {
      const nothing = { B: 'undecided', C: 'undecided', D: 'undecided', E: 'undecided' } as const
      const everything = { B: 'worse', C: 'worse', D: 'better', E: 'better' } as const
      w.equal('nothing', rangesOfN(asked, nothing), [{ low: 1, high: 507 }])
      w.equal('everything', rangesOfN(asked, everything), [{ low: 2867, high: 10_000 }])
      w.equal('never', rangesOfN(asked, { ...DECISIONS, B: 'better' }), [])
      w.equal('C decided before D', rangesOfN(asked, { C: 'worse', D: 'undecided' }), [])
    }),
})

function decisionOf(claim: string, difference: number): Decision {
  if (claim === 'undecided' || difference === 0) return 'undecided'
  return (claim === 'the opposite') === difference > 0 ? 'worse' : 'better'
}

const scanned = law({
  id: 'range-of-n.is-what-a-scan-finds',
  says: 'for any rates, pattern, test, correction and way of counting, the ranges are exactly the n at which comparing all arms gives the pattern',
  cites: 'scan of every n',
  needs: ['rangesOfN', 'compareWithControl'],
  runs: 25,
  reaches: ['some n', 'no n'],
  holds: ({ rangesOfN, compareWithControl }, w) => {
    const rate = fc.integer({ min: 1, max: 31 }).map((i) => i / 32)
    // Patterns that agree with the rates come true at some n, those that contradict them at none: both are drawn often.
    const claim = fc.constantFrom('as the rates say', 'undecided', 'as the rates say', 'undecided', 'the opposite')
    const counting = fc.constantFrom('real', 'rounded', 'whole')
    const design = fc.record({
      procedure: fc.constantFrom(...SMOOTH_AND_QUICK),
      correction: fc.constantFrom('none', 'Bonferroni', 'Holm', 'BH', 'BY'),
      alpha: fc.constantFrom(0.05, 0.2),
    })
    return fc.property(rate, rate, rate, claim, claim, counting, design, (a, b, c, claimB, claimC, counts, how) => {
      const rates = { a, b, c }
      const [ofB, ofC] = [decisionOf(claimB, b - a), decisionOf(claimC, c - a)]
      const largest = 160
      const matching = Array.from({ length: largest }, (_, i) => i + 1).flatMap((n) => {
        const exact = Object.values(rates).every((each) => Number.isInteger(each * n))
        if (counts === 'whole' && !exact) return []
        const arms = Object.fromEntries(Object.entries(rates).map(([name, r]) => [name, { successes: counts === 'rounded' ? toEven(r * n) : r * n, n }])) // prettier-ignore
        const compared = compareWithControl({ arms, control: 'a', ...how })
        return compared.b?.decision === ofB && compared.c?.decision === ofC ? [n] : []
      })
      const ranges = rangesOfN({ rates, control: 'a', counts, largest, ...how }, { b: ofB, c: ofC })
      const inside = Array.from({ length: largest }, (_, i) => i + 1).filter((n) =>
        ranges.some(({ low, high }) => low <= n && n <= high),
      )
      const step = counts === 'whole' ? Object.values(rates) : []
      w.equal('n', inside.filter((n) => step.every((each) => Number.isInteger(each * n))), matching) // prettier-ignore
      w.reached(matching.length > 0 ? 'some n' : 'no n')
    })
  },
})

/** Rounds halves to the even neighbour. */
function toEven(x: number): number {
  const [below, above] = [Math.floor(x), Math.ceil(x)]
  if (x - below !== above - x) return Math.round(x)
  return below % 2 === 0 ? below : above
}

export default [goldenReal, closedForm, goldenRounded, goldenWhole, ends, scanned]
