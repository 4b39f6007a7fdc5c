/** Figures in words, the same in the terminal and in Markdown. */
import type { BenchResults, CountReport, CrossoverReport, FitReport, LawReport, MatchReport, StandingReport } from '../results.ts'
import { gatherFloorNs } from '../roofline.ts'
import type { Estimate } from '../../harness/statistics.ts'

/** Three significant digits, never in powers of ten below a million. */
export function figure(x: number): string {
  if (!Number.isFinite(x)) return '–'
  return Math.abs(x) >= 1000 ? Math.round(x).toLocaleString('en').replaceAll(',', '\u202f') : String(Number(x.toPrecision(3)))
}

/** `1.01 [0.98, 1.03]` */
export function interval({ value, low, high }: Estimate, digits = 2): string {
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`
}

export function reading(each: LawReport['readings']['m']): string {
  if (each.reads === 'power') return interval(each.exponent)
  return each.reads === 'none' ? 'none' : 'unclear'
}

/** A header and rows of cells; the first column is text, the others are figures. */
export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export function lawTable(laws: readonly LawReport[]): Table {
  return {
    head: ['kernel', 'm', 'n', 'k', 'm × n', 'as expected'],
    rows: laws.map(({ kernel, readings: { m, n, k }, interaction, asExpected }) => [
      kernel,
      reading(m),
      reading(n),
      reading(k),
      interval(interaction),
      asExpected ? 'yes' : 'NO',
    ]),
  }
}

export function fitSentence({ kernel, perEntry, perRow, perColumn, perCall, typicalError }: FitReport): string {
  const terms = [
    `${interval(perEntry)} ns an entry`,
    `${interval(perRow, 1)} ns a row`,
    `${interval(perColumn)} ns a column`,
    `${interval(perCall, 0)} ns a call`,
  ]
  return `${kernel}: ${terms.join(' + ')}; the fit is off by ${(100 * typicalError).toFixed(1)} % (median)`
}

/** How near the fitted cost of an entry is to the floor that random access sets in a table of n = 1000. */
export function floorSentence({ fits, roofline }: BenchResults): string | undefined {
  const [fit] = fits
  if (fit === undefined || roofline === undefined) return undefined
  const floor = gatherFloorNs(roofline, 1000)
  const share = (100 * floor) / fit.perEntry.value
  return `random read and update of a table of 1000: ${floor.toFixed(2)} ns; the marginal entry costs ${fit.perEntry.value.toFixed(2)} ns, so the floor is ${share.toFixed(0)} % of it`
}

const sizeOf = (bytes: number): string => (bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 2 ** 10} KiB`)

export function rooflineSentences({ roofline }: BenchResults): string[] {
  if (roofline === undefined) return []
  const streams = roofline.streams.map(
    ({ bytes, gigabytesPerSecond }) => `${sizeOf(bytes)} ${gigabytesPerSecond.toFixed(0)} GB/s`,
  )
  const tables = roofline.tables.map(
    ({ n, gatherNs, updateNs }) => `${figure(n)}: ${gatherNs.toFixed(2)} + ${updateNs.toFixed(2)}`,
  )
  return [`read in order: ${streams.join(', ')}`, `read + update at random, ns, by numbers in the table: ${tables.join(', ')}`]
}

export function crossoverSentence({ m, n, sparse, dense, density }: CrossoverReport): string {
  const table = `m = ${m}, n = ${n}`
  if (density === undefined) return `${table}: ${dense} does not beat ${sparse} at any density`
  return `${table}: ${dense} beats ${sparse} from density ${interval(density)} on`
}

/** The law that exact counts obey, found from the counts at a base point and with m, n, both, or k doubled. */
export function countSentence(counts: readonly CountReport[], kernel: CountReport['kernel']): string | undefined {
  const own = counts.filter((count) => count.kernel === kernel)
  const [base] = own
  if (base === undefined) return undefined
  const { m, n, k } = base
  const at = (by: { m?: number; n?: number; k?: number }): CountReport | undefined =>
    own.find((count) => count.m === m * (by.m ?? 1) && count.n === n * (by.n ?? 1) && count.k === k * (by.k ?? 1))
  const law = (['multiplyAdds', 'reads', 'writes'] as const).map((what) => {
    const [tall, wide, both, thick] = [at({ m: 2 }), at({ n: 2 }), at({ m: 2, n: 2 }), at({ k: 2 })].map((c) => c?.[what] ?? NaN)
    const [t = NaN, w = NaN, b = NaN, h = NaN] = [tall, wide, both, thick]
    const product = (b - t - w + base[what]) / (m * n)
    const perEntry = (h - base[what]) / (m * k)
    const perColumn = (w - base[what]) / n - product * m
    const perRow = (t - base[what]) / m - product * n - perEntry * k
    const terms = [
      [product, 'm n'],
      [perEntry, 'nnz'],
      [perRow, 'm'],
      [perColumn, 'n'],
    ] as const
    if (!terms.every(([factor]) => Number.isInteger(factor))) return undefined
    const shown = terms.filter(([factor]) => factor !== 0).map(([factor, size]) => (factor === 1 ? size : `${factor} ${size}`))
    return `${shown.join(' + ')} ${what === 'multiplyAdds' ? 'multiply-adds' : what}`
  })
  return law.includes(undefined) ? undefined : `${kernel}: ${law.join(', ')}`
}

export function standingsTable(standings: readonly StandingReport[]): Table {
  const [ours] = standings
  return {
    head: ['contestant', 'ns an entry', `${ours?.name ?? 'ours'} / it`, 'rounds from', 'to', 'cpu / wall'],
    rows: standings.map(({ name, nsPerEntry, ratio, cpuOverWall }) => [
      name,
      figure(nsPerEntry.value),
      ratio === undefined ? '' : `${interval(ratio, digitsOf(ratio))}${ratio.low > 1 ? ' slower' : ''}`,
      ratio === undefined ? '' : ratio.least.toFixed(digitsOf(ratio)),
      ratio === undefined ? '' : ratio.most.toFixed(digitsOf(ratio)),
      cpuOverWall.toFixed(2),
    ]),
  }
}

/** What threads gain, by least wall times; no claim where other work had the processors. */
export function threadSentences({ standings, nnz, busyElsewhere }: MatchReport, cores: number): string[] {
  const [one] = standings
  if (one === undefined) return []
  return standings
    .filter(({ threads }) => threads > 1)
    .map(({ name, threads, leastWallNs }) => {
      const others = standings.filter((other) => other.threads === 1 && !/^assay,|^tfjs/.test(other.name))
      const gains = others.map(
        (other) => `${(other.leastWallNs / leastWallNs).toFixed(2)}x ${other === one ? 'our one thread' : other.name}`,
      )
      const free = cores - busyElsewhere
      const busy = free < threads - 0.25 ? `; other work left ${free.toFixed(1)} of ${cores} cores, so this is no claim` : ''
      return `${name}, least wall time: ${figure(leastWallNs / nnz)} ns an entry, ${gains.join(', ')}${busy}`
    })
}

const digitsOf = ({ value }: Estimate): number => (value < 0.1 ? 4 : 2)

/** What was run, where. */
export function heading({ bench, profile, engine, seed, assay }: BenchResults): string {
  return `${bench} · ${profile} · engine ${engine} · seed ${seed} · assay ${assay}`
}

export function place({ machine: { cpu, cores, cacheBytes, node, platform }, load, commit }: BenchResults): string {
  const caches = Object.entries(cacheBytes).map(([level, bytes = NaN]) => `${level.toUpperCase()} ${figure(bytes / 1024)} KiB`)
  const at = commit === undefined ? '' : ` · commit ${commit}`
  return `${cpu}, ${cores} cores, ${caches.join(', ')} · ${platform}, node ${node} · load ${load.before.toFixed(1)} to ${load.after.toFixed(1)}${at}`
}
