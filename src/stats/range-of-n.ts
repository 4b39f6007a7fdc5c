/** For which sample sizes an experiment with given rates says what it says. */
import type { Arm } from '../contract/two-proportion.ts'
import type { Decision, Rates } from '../contract/experiment.ts'
import type { Interval } from '../contract/beta-bernoulli.ts'
import { isDecision, requireThat } from './arguments.ts'
import { compareWithControl } from './compare-arms.ts'

/** The largest n that is asked where none is said. */
const LARGEST = 10_000

/**
 * The sample sizes, as ranges of consecutive n that were asked, at which exactly `pattern` is decided.
 *
 * With real counts every p-value falls as n grows, and so does every adjusted one: an arm is undecided up to some n and decided from there on,
 * which bisection finds. Rounded and whole counts are asked one by one: rounding makes holes.
 * @param pattern decisions; arms that it leaves out may be decided anyhow
 * @throws RangeError for rates outside [0, 1], an n below 1, and as `compareWithControl`
 */
export function rangesOfN(asked: Rates, pattern: Readonly<Record<string, Decision>>): Interval[] {
  requireRates('rangesOfN', asked)
  const { counts = 'real', largest = LARGEST } = asked
  for (const [name, decision] of Object.entries(pattern)) {
    const isArm = Object.hasOwn(asked.rates, name) && name !== asked.control
    requireThat(isArm, 'rangesOfN: pattern must name arms', name)
    requireThat(isDecision(decision), 'rangesOfN: pattern must be of better, worse and undecided', decision)
  }
  if (counts === 'real') return realRange(asked, pattern)
  const ranges: { low: number; high: number }[] = []
  let open = false
  for (let n = 1; n <= largest; n += 1) {
    const arms = armsAt(asked, n)
    if (arms === undefined) continue
    const compared = compareWithControl({ ...asked, arms })
    const matches = Object.entries(pattern).every(([name, decision]) => compared[name]?.decision === decision)
    const last = ranges.at(-1)
    if (matches && open && last !== undefined) last.high = n
    else if (matches) ranges.push({ low: n, high: n })
    open = matches
  }
  return ranges
}

/**
 * The n from which on an arm is decided, by name, with real counts: `largest + 1` if it is undecided up to there.
 * @throws RangeError as `rangesOfN`
 */
export function decidedFrom(asked: Rates): Readonly<Record<string, number>> {
  requireRates('decidedFrom', asked)
  const others = Object.keys(asked.rates).filter((name) => name !== asked.control)
  return Object.fromEntries(others.map((name) => [name, firstN(asked, (isDecided) => isDecided(name))]))
}

const COUNTS: readonly Rates['counts'][] = ['real', 'rounded', 'whole']

/** Refuses what is refused at any n, so that it is whatever is asked. */
function requireRates(caller: string, asked: Rates): void {
  const { rates, counts = 'real', largest = LARGEST } = asked
  requireThat(Number.isInteger(largest) && largest >= 1, `${caller}: largest must be an integer >= 1`, largest)
  requireThat(COUNTS.includes(counts), `${caller}: counts must be real, rounded or whole`, counts)
  for (const rate of Object.values(rates)) requireThat(rate >= 0 && rate <= 1, `${caller}: rates must be inside [0, 1]`, rate)
  // Whole numbers, which every test takes.
  const arms = Object.fromEntries(Object.keys(rates).map((name) => [name, { successes: 0, n: 1 }]))
  compareWithControl({ ...asked, arms })
}

/** The first n at which something is so that stays so, `largest + 1` if it never is, by bisection. */
function firstN(asked: Rates, isSo: (isDecided: (name: string) => boolean) => boolean): number {
  let [before, from] = [0, (asked.largest ?? LARGEST) + 1]
  while (from - before > 1) {
    const n = Math.floor((before + from) / 2)
    // Only for what is asked about: of no arms something is so, or not, at any n.
    let compared: ReturnType<typeof compareWithControl> | undefined
    const isDecided = (name: string): boolean => {
      compared ??= compareWithControl({ ...asked, arms: armsAt({ ...asked, counts: 'real' }, n) ?? {} })
      return compared[name]?.decision !== 'undecided'
    }
    if (isSo(isDecided)) from = n
    else before = n
  }
  return from
}

/** From where all are decided that have to be, up to where one is that must not be. */
function realRange(asked: Rates, pattern: Readonly<Record<string, Decision>>): Interval[] {
  const base = asked.rates[asked.control] ?? NaN
  const names = Object.keys(pattern)
  const decided = names.filter((name) => pattern[name] !== 'undecided')
  const open = names.filter((name) => pattern[name] === 'undecided')
  const low = firstN(asked, (isDecided) => decided.every(isDecided))
  const high = firstN(asked, (isDecided) => open.some(isDecided)) - 1
  const isReversed = decided.some((name) => pattern[name] !== ((asked.rates[name] ?? NaN) > base ? 'better' : 'worse'))
  return low <= high && !isReversed ? [{ low, high }] : []
}

/** The arms at n; undefined if a count would have to be rounded and must not be. */
function armsAt({ rates, counts = 'real' }: Rates, n: number): Readonly<Record<string, Arm>> | undefined {
  const all = Object.entries(rates).map(([name, rate]) => {
    const successes = counts === 'real' ? rate * n : nearest(rate * n)
    return [name, { successes, n }, Math.abs(successes - rate * n)] as const
  })
  // A decimal rate is off by one rounding, its product with n by another.
  if (counts === 'whole' && all.some(([, { successes }, off]) => off > successes * 2 ** -51)) return undefined
  return Object.fromEntries(all)
}

/** The nearest integer, halves to the even one. */
function nearest(x: number): number {
  const below = Math.floor(x)
  const above = x - below
  return above > 0.5 || (above === 0.5 && below % 2 === 1) ? below + 1 : below
}
