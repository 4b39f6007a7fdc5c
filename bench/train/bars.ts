/** What the training bench must show: speed beside PyTorch and beside TensorFlow.js as shipped, memory, and right gradients. */
import { pairedRatio, type Standing } from './match.ts'
import type { Outcome } from './text.ts'

/** A bar, and what was measured against it; undefined where someone it needs did not take part. */
export interface Verdict {
  readonly says: string
  readonly got: number | undefined
  readonly met: boolean | undefined
}

interface Bar {
  readonly of: Outcome['name']
  readonly says: string
  readonly bound: readonly ['at least' | 'at most', number]
  readonly measure: (outcome: Outcome) => number | undefined
}

const WASM = 'assay, wasm'
const NATIVE = 'assay, native'
const TORCH = 'PyTorch, 1 thread'

const standing = ({ standings }: Outcome, name: string): Standing | undefined =>
  standings.find(({ entry, failed, wallMs }) => entry.name === name && failed === undefined && wallMs.length > 0)

/** Tokens per second of processor time, of one over another, round by round. */
const speed =
  (name: string, other: string): Bar['measure'] =>
  (outcome) => {
    const [a, b] = [standing(outcome, name), standing(outcome, other)]
    return a === undefined || b === undefined ? undefined : pairedRatio(a, b)
  }

/** The bars of each configuration. */
const bars: readonly Bar[] = [
  { of: 'tiny', says: `speed of ${WASM} over PyTorch`, bound: ['at least', 1 / 3], measure: speed(WASM, TORCH) },
  { of: 'seed', says: `speed of ${WASM} over PyTorch`, bound: ['at least', 0.25], measure: speed(WASM, TORCH) },
  { of: 'seed', says: `speed of ${NATIVE} over PyTorch`, bound: ['at least', 0.75], measure: speed(NATIVE, TORCH) },
  {
    of: 'seed',
    says: `speed of ${WASM} over the stock tape`,
    bound: ['at least', 8],
    measure: speed(WASM, 'TensorFlow.js, wasm, tape'),
  },
  {
    of: 'seed',
    says: `peak memory of ${WASM}, GB`,
    bound: ['at most', 0.6],
    measure: (outcome) => {
      const bytes = standing(outcome, WASM)?.peakBytes
      return bytes === undefined ? undefined : bytes / 1e9
    },
  },
  { of: 'seed', says: 'worst gradient, relative L2', bound: ['at most', 1e-5], measure: ({ worst }) => worst.error },
]

/** The bars of an outcome, each with its verdict. */
export function verdictsOn(outcome: Outcome): Verdict[] {
  return bars
    .filter(({ of }) => of === outcome.name)
    .map(({ says, bound: [side, limit], measure }) => {
      const got = measure(outcome)
      const met = got === undefined ? undefined : side === 'at least' ? got >= limit : got <= limit
      return { says: `${says}, ${side} ${Number(limit.toPrecision(3))}`, got, met }
    })
}

/** One line for each bar. */
export const linesOfVerdicts = (verdicts: readonly Verdict[]): string[] =>
  verdicts.map(({ says, got, met }) => {
    const figure = got === undefined ? '' : `: ${got.toPrecision(3)}`
    return `${met === undefined ? 'not measured' : met ? 'met' : 'missed'}: ${says}${figure}`
  })
