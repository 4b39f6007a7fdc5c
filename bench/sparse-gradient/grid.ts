/** One full-batch loss and gradient of logistic regression over sparse rows: what it costs as m, n and k vary, and against whom. */
import { dense, denseJs, plantedSquare, sparseKernel } from './kernels.ts'
import type { Kernel } from './kernel.ts'
import type { Sizes } from '../../src/contract/complexity.ts'
import type { Design } from '../harness/law.ts'
import type { Shape } from './problem.ts'

export const name = 'sparse-gradient'

/** The kernel under test, in the form that a user gets without asking, and the plain form that stays where WebAssembly is missing. */
export const ours = sparseKernel('sparse', {})
export const fallback = sparseKernel('sparse js', { engine: 'js' })
export const denseTwins = { wasm: dense, js: denseJs }

function grid(ms: readonly number[], ns: readonly number[], ks: readonly number[]): Sizes[] {
  return ms.flatMap((m) => ns.flatMap((n) => ks.map((k) => ({ m, n, k }))))
}

/** A law to be read: where, of which kernel, and what is expected of it. */
export interface LawStudy {
  readonly kernel: Kernel
  readonly expected: 'sparse' | 'dense' | 'planted m k^2'
  readonly design: Design
  /** Rounds here for each round of the run. */
  readonly roundsShare: number
}

/**
 * At most 32,768 entries: within the L2 cache, and in one layout of the kernel. k from 32 on, since the branch that ends a shorter row is often
 * predicted, and is cheaper then. n goes far from the rest for its own term, which a wide n range alone identifies.
 */
const sparseDesign: Design = {
  m: [...grid([100, 120, 140, 160, 180, 200, 220, 240], [1000], [32]), ...grid([100, 120, 140, 160], [1000], [48])],
  n: grid([10], [2000, 3000, 4000, 5000], [16]),
  k: [...grid([100, 120, 140, 160, 180, 200, 220, 240], [1000], [32]), ...grid([100, 120, 140, 160, 180, 200], [1000], [40])],
  interaction: grid([100, 200], [500], [16, 32]),
}

const denseDesign: Design = {
  m: grid([25, 50], [500], [16]),
  n: grid([25], [250, 500], [16]),
  k: grid([25, 35, 50, 70], [500], [16]),
  interaction: grid([40, 60], [1000], [16]),
}

const plantedDesign: Design = {
  m: grid([25, 50], [500], [16, 24]),
  n: grid([5], [2000, 3000, 4000], [8]),
  k: grid([25, 50], [500], [16, 24]),
  interaction: grid([25, 50], [500], [16]),
}

export const lawStudies: readonly LawStudy[] = [
  { kernel: ours, expected: 'sparse', design: sparseDesign, roundsShare: 1 },
  { kernel: denseJs, expected: 'dense', design: denseDesign, roundsShare: 0.6 },
  { kernel: plantedSquare, expected: 'planted m k^2', design: plantedDesign, roundsShare: 0.5 },
]

/** An exponent of a linear term lies within 1 +- this. */
export const EXPONENT_SLACK = 0.05
/** The interaction of a sum is 0, and lies below this. */
export const SPARSE_INTERACTION = 0.05
/** That of a product is 1 less the share of what grows with m or n alone (0.9 to 1 here), more what the caches add: halfway decides. */
export const DENSE_INTERACTION = 0.5

/** Cost against stored entries: k = 50 in 20,000 columns, from a few rows to more than the caches hold. */
export function costShapes(largestNnz: number): Shape[] {
  const shapes: Shape[] = []
  for (const columns of ['uniform', 'zipf'] as const) {
    for (let m = 20; 50 * m <= largestNnz; m *= 4) shapes.push({ m, n: 20_000, k: 50, columns, lengths: 'varied' })
  }
  return shapes
}

/** Columns that the words of a text are hashed into. */
export const TEXT_COLUMNS = 16_384

/** Cost against density at fixed m and n. */
export const densities = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1] as const
export const densityTables = {
  quick: [{ m: 100, n: 1000 }],
  full: [
    { m: 100, n: 1000 },
    { m: 100, n: 4096 },
  ],
} as const

/** Sizes of the matches; row lengths vary, as in real data. */
export const sizes = {
  S: { m: 1000, n: 1000, k: 20 },
  M: { m: 20_000, n: 20_000, k: 50 },
  L: { m: 200_000, n: 100_000, k: 75 },
  W: { m: 1_000_000, n: 1_000_000, k: 20 },
  X: { m: 800_000, n: 1_000_000, k: 100 },
} as const satisfies Record<string, Sizes>
export type Size = keyof typeof sizes

/** Small points whose operations are counted one by one. */
export const countPoints: readonly Sizes[] = [
  { m: 100, n: 1000, k: 16 },
  { m: 200, n: 1000, k: 16 },
  { m: 100, n: 2000, k: 16 },
  { m: 200, n: 2000, k: 16 },
  { m: 100, n: 1000, k: 32 },
]

/** Bytes read in order (one size a cache level), and numbers in the table that is read at random. */
export const rooflineSizes = {
  quick: { streams: [2 ** 19, 2 ** 26], tables: [1000, 20_000, 100_000] },
  full: { streams: [2 ** 14, 2 ** 19, 2 ** 23, 2 ** 27], tables: [1000, 4000, 20_000, 100_000, 400_000, 1_000_000] },
} as const
