/** What looking early does to a test: every path of counts, look by look, with the paths that stopped taken out. */
import { requireInside, requireThat } from './arguments.ts'
import { binomialWindow, type Window } from './binomial.ts'
import { twoSidedCritical } from './tails.ts'
import { pooledZ } from './two-proportion.ts'

/** An A/A experiment that is tested after each of several equal parts and stopped at the first rejection. */
export interface Peeking {
  /** The rate of both arms, inside [0, 1]. */
  readonly rate: number
  /** Trials per arm at the last look. */
  readonly n: number
  /** Equally spaced looks, the last one at n; 1 is no peeking. */
  readonly looks: number
  /** Two-sided level of the pooled z test at each look. */
  readonly alpha?: number
}

/** Counts are followed down to this share of the most likely one; the mass lost is below 1e-12 for each look. */
const CUT = 1e-14

/**
 * P(some look rejects), although the arms are alike. The state is the joint distribution of both counts among the paths that go on;
 * between looks each count gains an independent binomial number.
 * @throws RangeError unless rate is inside [0, 1], alpha inside (0, 1) and 1 <= looks <= n are integers
 */
export function peekingFalsePositiveRate({ rate, n, looks, alpha = 0.05 }: Peeking): number {
  requireThat(Number.isInteger(n) && Number.isInteger(looks) && looks >= 1 && looks <= n, 'peekingFalsePositiveRate: looks must be an integer in 1..n', looks) // prettier-ignore
  requireInside('peekingFalsePositiveRate', 'alpha', alpha)
  requireThat(rate >= 0 && rate <= 1, 'peekingFalsePositiveRate: rate must be inside [0, 1]', rate)
  const critical = twoSidedCritical(alpha)
  let state: Joint = { from: 0, size: 1, mass: Float64Array.of(1) }
  let seen = 0
  let stopped = 0
  for (let look = 1; look <= looks; look += 1) {
    const now = Math.round((look * n) / looks)
    const range = binomialWindow(now, rate, CUT)
    const gained = binomialWindow(now - seen, rate, CUT)
    const widened = transpose(addToRows(state, gained, range))
    state = { ...transpose(addToRows(widened, gained, range)), from: range.from }
    seen = now
    stopped += takeRejected(state, now, critical)
  }
  return stopped
}

/** Both counts run over from .. from + size - 1; row-major, (arm, control). Rows may start elsewhere than columns while one is updated. */
interface Joint {
  readonly from: number
  readonly size: number
  readonly mass: Float64Array
}

/** Adds a gain to the column index of every row, keeping the columns of `range`. (rows, size) -> (rows, range) */
function addToRows({ from, size, mass }: Joint, gained: Window, range: Window): Joint {
  const rows = mass.length / size
  const columns = range.pmf.length
  const next = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const here = mass[row * size + column] ?? NaN
      if (here === 0) continue
      const shift = from + column + gained.from - range.from
      const end = Math.min(gained.pmf.length, columns - shift)
      for (let i = Math.max(0, -shift); i < end; i += 1) {
        const at = row * columns + shift + i
        next[at] = (next[at] as number) + here * (gained.pmf[i] as number)
      }
    }
  }
  return { from, size: columns, mass: next }
}

function transpose({ from, size, mass }: Joint): Joint {
  const rows = mass.length / size
  const turned = new Float64Array(mass.length)
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < size; column += 1) turned[column * rows + row] = mass[row * size + column] ?? NaN
  }
  return { from, size: rows, mass: turned }
}

function takeRejected({ from, size, mass }: Joint, n: number, critical: number): number {
  let rejected = 0
  for (const [i, here] of mass.entries()) {
    const arm = { successes: from + Math.floor(i / size), n }
    if (here === 0 || Math.abs(pooledZ(arm, { successes: from + (i % size), n })) < critical) continue
    rejected += here
    mass[i] = 0
  }
  return rejected
}
