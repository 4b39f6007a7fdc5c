/** Exact tests of two proportions: conditional (Fisher, mid-P) and unconditional (Barnard, Boschloo). */
import fc from 'fast-check'
import type { Procedure } from '../../../src/contract/two-proportion.ts'
import { arms, mixedArms, largeArms } from './any-arm.ts'
import { ARMS, CONTROL, GOLDEN } from '../experiments/email-templates.ts'
import { exactFisher, exactUpperTail, largestMass } from '../experiments/oracle.ts'
import { toNumber } from '../../formula/rational.ts'
import { law, table } from '../../judge/spec.ts'

const { [CONTROL]: control } = ARMS

const fisher = law({
  id: 'fisher.counts-the-tables',
  says: "Fisher's two-sided p is the share of arrangements whose table is at most as likely as the observed one",
  cites: 'Fisher 1934; counted with whole numbers',
  needs: ['pValue'],
  holds: ({ pValue }, w) =>
    fc.property(arms(40), arms(40), (a, c) => w.close('p', pValue('Fisher', a, c), exactFisher(a, c), 1e-11)),
})

const midP = law({
  id: 'mid-p.halves-the-ties',
  says: "mid-P counts the tables that are as likely as the observed one half, and is below Fisher's p",
  cites: 'Lancaster 1961',
  needs: ['pValue'],
  holds: ({ pValue }, w) =>
    fc.property(arms(40), arms(40), (a, c) => {
      w.close('mid-P', pValue('mid-P', a, c), exactFisher(a, c, 0.5), 1e-11)
      w.require('mid-P < Fisher', pValue('mid-P', a, c) < pValue('Fisher', a, c), [a, c])
    }),
})

const conservative = law({
  id: 'exact-tests.corrections-are-conservative',
  says: "Yates' p is at least that of chi-square, and Fisher's at least the mid-P",
  cites: 'Yates 1934: the correction approximates Fisher',
  needs: ['pValue'],
  holds: ({ pValue }, w) =>
    fc.property(mixedArms(300), mixedArms(300), (a, c) => {
      const p = (procedure: Procedure): number => pValue(procedure, a, c)
      w.require('Yates >= chi-square', p('Yates') >= p('pooled z') * (1 - 1e-12), [p('Yates'), p('pooled z')])
      w.require('Fisher >= mid-P', p('Fisher') >= p('mid-P'), [p('Fisher'), p('mid-P')])
    }),
})

const barnard = law({
  id: 'barnard.is-the-largest-mass-of-extreme-tables',
  says: "Barnard's p is the largest probability, over the common rate, of the tables whose |pooled z| is at least the observed one",
  cites: 'Barnard 1945, with the score statistic of Suissa and Shuster 1985; summed over all tables at 399 rates',
  needs: ['pValue', 'pooledZ'],
  runs: 8,
  holds: ({ pValue, pooledZ }, w) =>
    fc.property(mixedArms(8), mixedArms(8), (a, c) => {
      const z = Math.abs(pooledZ(a, c)) - 1e-9
      const extreme = (x: number, y: number): boolean => Math.abs(pooledZ({ ...a, successes: x }, { ...c, successes: y })) >= z
      // between two of 399 rates a polynomial of degree 18 rises by at most (1/800)^2 / 2 * its curvature (below 18^2): 3e-4
      w.close('p', pValue('Barnard', a, c), largestMass(a.n, c.n, extreme), 3e-4)
    }),
})

const boschloo = law({
  id: 'boschloo.is-twice-the-largest-one-sided-mass',
  says: "Boschloo's p is twice the largest probability of the tables whose one-sided Fisher p is at most the observed one, 1 at most, and no larger than twice the smaller Fisher tail",
  cites: 'Boschloo 1970; the two-sided convention of scipy.stats.boschloo_exact',
  needs: ['pValue'],
  runs: 8,
  holds: ({ pValue }, w) =>
    fc.property(mixedArms(8), mixedArms(8), (a, c) => {
      const [high, low] = a.successes * c.n >= c.successes * a.n ? [a, c] : [c, a]
      const tail = (x: number, y: number): number => toNumber(exactUpperTail({ ...high, successes: x }, { ...low, successes: y }))
      const observed = tail(high.successes, low.successes)
      const largest = largestMass(high.n, low.n, (x, y) => tail(x, y) <= observed * (1 + 1e-9))
      w.close('p', pValue('Boschloo', a, c), Math.min(1, 2 * largest), 6e-4)
      w.require('at most twice Fisher', pValue('Boschloo', a, c) <= 2 * observed * (1 + 1e-9), [a, c])
    }),
})

/**
 * From scipy 1.17.1, `barnard_exact(table, n=256)` and `boschloo_exact(table, n=256)`, the columns being arm and control. For the first table
 * scipy's Barnard (.068153) misses a tie by rounding; with ties decided by fractions the sum has its top at .0682183, as given here.
 */
const SMALL = [
  { arm: { successes: 7, n: 15 }, control: { successes: 12, n: 15 }, barnard: 0.0682183, boschloo: 0.0682183093231948 },
  {
    arm: { successes: 1, n: 9 },
    control: { successes: 9, n: 13 },
    barnard: 0.008025646209716783,
    boschloo: 0.009189058277132687,
  },
  {
    arm: { successes: 30, n: 100 },
    control: { successes: 20, n: 100 },
    barnard: 0.12467815572468709,
    boschloo: 0.10852335568753294,
  },
] as const

const goldenSmall = law({
  id: 'exact-tests.golden-small-tables',
  says: 'Barnard and Boschloo agree with scipy on three small tables',
  cites: 'scipy 1.17.1, barnard_exact and boschloo_exact',
  needs: ['pValue'],
  holds: ({ pValue }, w) =>
    // both maximise numerically; either may miss the top by about 1e-6
    table(SMALL, (row) => {
      w.close('Barnard', pValue('Barnard', row.arm, row.control), row.barnard, 2e-6)
      w.close('Boschloo', pValue('Boschloo', row.arm, row.control), row.boschloo, 2e-6)
    }),
})

const goldenTemplates = law({
  id: 'exact-tests.golden-email-templates',
  says: 'template C against A: Fisher, Barnard and Boschloo give the published p-values, Barnard at a common rate near 1',
  cites: 'scipy, see oracles/email-templates',
  needs: ['pValue'],
  holds: ({ pValue }, w) =>
    table(GOLDEN.filter(({ name }) => name === 'C'), (row) => {
      const arm = ARMS[row.name]
      w.close(`${row.name}: Barnard`, pValue('Barnard', arm, control), row.barnard, 1e-5)
      w.close(`${row.name}: Boschloo`, pValue('Boschloo', arm, control), row.boschloo, 1e-5)
      w.close(`${row.name}: Fisher`, pValue('Fisher', arm, control), row.p.Fisher, 5e-9)
    }), // prettier-ignore
})

const fisherAtLargeCounts = law({
  id: 'exact-tests.fisher-at-large-counts',
  says: "from a million to a billion trials in each arm, Fisher's p is that of chi-square with Yates' correction",
  cites: 'Yates 1934; derived here: the next term of the expansion is of the order of 1 / (n r (1 - r))',
  needs: ['pValue'],
  holds: ({ pValue }, w) =>
    // n r (1 - r) is 9e4 at least
    fc.property(largeArms, ([arm, other]) => w.close('p', pValue('Fisher', arm, other), pValue('Yates', arm, other), 1e-4)),
  runs: 12,
})

export default [fisherAtLargeCounts, fisher, midP, conservative, barnard, boschloo, goldenSmall, goldenTemplates]
