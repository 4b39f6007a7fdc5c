/**
 * What a bench leaves, as plain data: everything that is printed or written is made from this value alone.
 * `format` changes when a field changes its meaning or goes away.
 */
import { z } from 'zod'
import { machine } from '../harness/machine.ts'

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })
const size = { m: z.number(), n: z.number(), k: z.number() }

const reading = z.discriminatedUnion('reads', [
  z.object({ reads: z.literal('power'), exponent: estimate, growth: estimate }),
  z.object({ reads: z.literal('none'), growth: estimate }),
  z.object({ reads: z.literal('unclear'), growth: estimate }),
])

const law = z.object({
  kernel: z.string(),
  expected: z.enum(['sparse', 'dense', 'planted m k^2']),
  readings: z.object({ m: reading, n: reading, k: reading }),
  interaction: estimate.describe('mixed second difference in m and n over T(m, n): 0 for a sum, 1 for the product'),
  asExpected: z.boolean(),
  range: z.string().describe('in words: where the readings hold, and the cache that holds the data there'),
  rounds: z.number(),
  disturbedShare: z.number().describe('samples that were interrupted or slow however often they were taken'),
})

const fit = z.object({
  kernel: z.string(),
  perEntry: estimate.describe('nanoseconds'),
  perRow: estimate,
  perColumn: estimate,
  perCall: estimate,
  typicalError: z.number().describe('median of |measured / fitted - 1|'),
  range: z.string(),
})

const counts = z.object({
  ...size,
  columns: z.string(),
  kernel: z.enum(['sparse', 'lazy', 'dense']),
  nnz: z.number(),
  multiplyAdds: z.number(),
  reads: z.number(),
  writes: z.number(),
})

const cost = z.object({
  ...size,
  series: z.string().describe('which curve: `uniform`, `zipf`, a text, or `density`'),
  kernel: z.string(),
  nnz: z.number(),
  ns: estimate.describe('nanoseconds a gradient: median, quartiles'),
  leastNs: z.number(),
  blocksNs: z.array(z.number()).describe('least of each eighth of the rounds, in order'),
  rounds: z.number(),
  cache: z.string().describe('the cache that holds matrix, weights and gradient'),
})

const crossover = z.object({
  m: z.number(),
  n: z.number(),
  sparse: z.string(),
  dense: z.string(),
  density: estimate.exactOptional().describe('where dense begins to win; absent if it does not below 1'),
})

const roofline = z.object({
  streams: z.array(z.object({ bytes: z.number(), gigabytesPerSecond: z.number() })),
  tables: z.array(z.object({ n: z.number(), gatherNs: z.number(), updateNs: z.number() })),
})

const standing = z.object({
  name: z.string(),
  version: z.string(),
  threads: z.number(),
  nsPerEntry: estimate,
  leastWallNs: z.number(),
  ratio: estimate
    .extend({ least: z.number(), most: z.number() })
    .exactOptional()
    .describe('our time over this one, paired by round; absent for ourselves'),
  cpuOverWall: z.number(),
  checksum: z.object({ loss: z.number(), sum: z.number(), dot: z.number() }),
})

const absence = z.object({ name: z.string(), because: z.string() })

const match = z.object({
  size: z.string(),
  columns: z.string(),
  ...size,
  nnz: z.number(),
  rounds: z.number(),
  busyElsewhere: z.number().describe('processors that other work kept busy just before it'),
  standings: z.array(standing),
  fellOut: z.array(absence),
})

export const benchResults = z.object({
  format: z.literal(1),
  assay: z.string(),
  bench: z.string().describe('name of the bench, such as sparse-gradient'),
  profile: z.enum(['quick', 'full']),
  engine: z.string().describe('what the default kernel ran on: wasm, or js where WebAssembly SIMD is missing'),
  seed: z.number(),
  date: z.string().describe('when the run began, ISO 8601'),
  commit: z.string().exactOptional().describe('of the working tree that the command ran in; ends in -dirty if it was changed'),
  machine,
  load: z.object({ before: z.number(), after: z.number() }).describe('one-minute load average'),
  counts: z.array(counts),
  laws: z.array(law),
  fits: z.array(fit),
  roofline: roofline.exactOptional(),
  costs: z.array(cost),
  crossovers: z.array(crossover),
  matches: z.array(match),
  absent: z.array(absence.extend({ install: z.string() })),
  notes: z.array(z.string()),
  elapsedMs: z.number(),
})

export type BenchResults = z.infer<typeof benchResults>
export type LawReport = z.infer<typeof law>
export type FitReport = z.infer<typeof fit>
export type CountReport = z.infer<typeof counts>
export type CostReport = z.infer<typeof cost>
export type CrossoverReport = z.infer<typeof crossover>
export type MatchReport = z.infer<typeof match>
export type StandingReport = z.infer<typeof standing>
