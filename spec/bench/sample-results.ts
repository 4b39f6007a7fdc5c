/** Results as a run leaves them, small and made up, for tests of what is made from them. */
import type { BenchResults, CostReport, StandingReport } from '../../bench/sparse-gradient/results.ts'

const around = (value: number, by = 0.02) => ({ value, low: value * (1 - by), high: value * (1 + by) })
const power = (exponent: number) => ({ reads: 'power' as const, exponent: around(exponent), growth: around(2) })

function cost(kernel: string, series: string, m: number, nsPerEntry: number): CostReport {
  const ns = nsPerEntry * 50 * m
  const blocksNs = Array.from({ length: 8 }, (_, i) => ns * (1 + i / 1000))
  const size = { m, n: 20_000, k: 50, nnz: 50 * m }
  return { ...size, series, kernel, ns: around(ns), leastNs: ns, blocksNs, rounds: 16, cache: 'L2' }
}

function standing(name: string, nsPerEntry: number, ratio?: number): StandingReport {
  return {
    name,
    version: `${name} 1.0`,
    threads: 1,
    nsPerEntry: around(nsPerEntry),
    leastWallNs: 20_000 * nsPerEntry,
    ...(ratio === undefined ? {} : { ratio: { ...around(ratio), least: ratio * 0.9, most: ratio * 1.1 } }),
    cpuOverWall: 1,
    checksum: { loss: 690, sum: 3, dot: 1 },
  }
}

export const sampleResults: BenchResults = {
  format: 1,
  assay: '0.1.0',
  bench: 'sparse-gradient',
  profile: 'quick',
  engine: 'wasm',
  seed: 1,
  date: '2026-01-02T03:04:05.000Z',
  commit: '0123456789ab',
  machine: {
    cpu: 'Some CPU @ 3.00GHz',
    cores: 2,
    memoryGib: 24,
    cacheBytes: { l1d: 32768, l2: 2 ** 20, l3: 2 ** 25 },
    platform: 'linux x64',
    node: 'v20.20.2',
    v8: '11.3',
  },
  load: { before: 0.1, after: 0.9 },
  counts: [
    { m: 100, n: 1000, k: 16, columns: 'uniform', kernel: 'sparse', nnz: 1600, multiplyAdds: 6400, reads: 13100, writes: 3800 },
  ],
  laws: [
    {
      kernel: 'sparse',
      expected: 'sparse',
      readings: { m: power(1), n: power(0.99), k: { reads: 'none', growth: around(0.01) } },
      interaction: around(0.01),
      asExpected: false,
      range: 'm 10 to 800; in L2',
      rounds: 60,
      disturbedShare: 0,
    },
  ],
  fits: [
    {
      kernel: 'sparse',
      perEntry: around(0.7),
      perRow: around(8),
      perColumn: around(0.9),
      perCall: around(150),
      typicalError: 0.01,
      range: 'm 10 to 800',
    },
  ],
  roofline: {
    streams: [{ bytes: 2 ** 26, gigabytesPerSecond: 20 }],
    tables: [
      { n: 1000, gatherNs: 0.3, updateNs: 0.4 },
      { n: 100_000, gatherNs: 0.6, updateNs: 0.6 },
    ],
  },
  costs: [20, 80, 320, 1280].flatMap((m) => [
    cost('sparse', 'uniform', m, 1 + 400 / m),
    cost('sparse js', 'zipf', m, 5 + 4000 / m),
    { ...cost('sparse', 'density', m, 1), n: 1000, k: m / 2 },
    { ...cost('dense', 'density', m, 1), n: 1000, k: m / 2 },
  ]),
  crossovers: [{ m: 100, n: 1000, sparse: 'sparse', dense: 'dense', density: around(0.6) }],
  matches: [
    {
      size: 'S',
      columns: 'uniform',
      m: 1000,
      n: 1000,
      k: 20,
      nnz: 20_000,
      rounds: 7,
      busyElsewhere: 0.1,
      standings: [standing('assay', 1), standing('scipy', 3, 0.33), standing('faster | one', 0.8, 1.25)],
      fellOut: [{ name: 'spinner', because: 'used 2.00 processors, not one' }],
    },
  ],
  absent: [{ name: 'tfjs dense', because: '@tensorflow/tfjs is not installed', install: 'npm install @tensorflow/tfjs' }],
  notes: [],
  elapsedMs: 12_000,
}
