/**
 * The limits of the machine, measured in the same run: bytes a second in order, and random reads and updates of a table of n numbers.
 *
 * [Note: gather floor] A gradient reads one weight and updates one gradient entry for each stored entry, so `gather + update` is a floor of the
 * cost of an entry that is hard to pass. It is a yardstick and no hard bound: here the order is random, while the columns of a row rise; and
 * Zipf columns hit the cache more often than these.
 */
import { sampleInTurns, type Sampling } from '../harness/measure.ts'
import { drawFrom, median } from '../harness/statistics.ts'
import { rooflineBytes } from './wasm/bytes.ts'
import { loadWasm } from './wasm/load.ts'

export interface TableLimit {
  /** Numbers in the table. */
  readonly n: number
  readonly gatherNs: number
  readonly updateNs: number
}

export interface StreamLimit {
  readonly bytes: number
  readonly gigabytesPerSecond: number
}

export interface Roofline {
  readonly streams: readonly StreamLimit[]
  readonly tables: readonly TableLimit[]
}

/** Random accesses a call: 256 KiB of offsets, which stay in the L2 cache. */
const ACCESSES = 65536

interface Limits {
  stream(at: number, end: number): number
  gather(at: number, end: number, table: number): number
  update(at: number, end: number, table: number): void
}

/** Medians of the rounds; `undefined` where WebAssembly SIMD is missing. */
export async function measureRoofline(
  streamBytes: readonly number[],
  tableSizes: readonly number[],
  sampling: Sampling,
  seed: number,
): Promise<Roofline | undefined> {
  const loaded = loadWasm(rooflineBytes, 4 * ACCESSES + Math.max(...streamBytes, ...tableSizes.map((n) => 8 * n)))
  if (loaded === undefined) return undefined
  const { memory } = loaded
  const limits = loaded.exports as Limits
  const offsets = new Int32Array(memory.buffer, 0, ACCESSES)
  const data = 4 * ACCESSES
  new Float64Array(memory.buffer, data).fill(1)

  const streams = await sampleInTurns(
    streamBytes.map((size) => ({ name: `stream ${size}`, run: () => limits.stream(data, data + size) })),
    sampling,
  )
  const tables: TableLimit[] = []
  for (const n of tableSizes) {
    const draw = drawFrom(seed)
    for (let i = 0; i < ACCESSES; i += 1) offsets[i] = 8 * draw(n)
    const [gathers, updates] = await sampleInTurns(
      [
        { name: `gather ${n}`, run: () => limits.gather(0, data, data) },
        { name: `update ${n}`, run: () => limits.update(0, data, data) },
      ],
      sampling,
    )
    tables.push({ n, gatherNs: perAccess(gathers?.nsPerCall), updateNs: perAccess(updates?.nsPerCall) })
  }
  return {
    streams: streamBytes.map((size, i) => ({ bytes: size, gigabytesPerSecond: size / median(streams[i]?.nsPerCall ?? []) })),
    tables,
  }
}

function perAccess(nsPerCall: readonly number[] = []): number {
  return median(nsPerCall) / ACCESSES
}

const floor = ({ gatherNs, updateNs }: TableLimit): number => gatherNs + updateNs

/** The floor of the cost of one entry with n columns, in nanoseconds: interpolated in log n, the nearest table beyond the ends. */
export function gatherFloorNs({ tables }: Roofline, n: number): number {
  const sorted = tables.toSorted((a, b) => a.n - b.n)
  const above = sorted.find((table) => table.n >= n) ?? sorted.at(-1)
  const below = sorted.findLast((table) => table.n <= n) ?? sorted[0]
  if (above === undefined || below === undefined) return NaN
  if (above.n === below.n) return floor(below)
  const share = Math.log(n / below.n) / Math.log(above.n / below.n)
  return floor(below) + share * (floor(above) - floor(below))
}
