/** The report as a short list of parts, which the terminal and Markdown write in their own way. */
import type { BenchResults } from '../results.ts'
import {
  countSentence,
  crossoverSentence,
  figure,
  fitSentence,
  floorSentence,
  heading,
  lawTable,
  place,
  rooflineSentences,
  standingsTable,
  threadSentences,
  type Table,
} from './words.ts'

export interface Part {
  readonly title: string
  readonly lines: readonly string[]
  readonly table?: Table
  /** Said under the table. */
  readonly after?: readonly string[]
}

export function partsOf(results: BenchResults): Part[] {
  const parts: Part[] = [{ title: heading(results), lines: [place(results), ...results.notes] }]
  if (results.counts.length > 0) parts.push({ title: 'Operations, counted exactly', lines: countLines(results) })
  if (results.laws.length > 0) parts.push(lawPart(results))
  const floor = floorSentence(results)
  if (results.fits.length > 0) {
    const ranges = results.fits.slice(0, 1).map(({ range }) => `fitted over ${range}`)
    parts.push({ title: 'Cost as a sum', lines: [...results.fits.map(fitSentence), ...ranges] })
  }
  if (results.roofline !== undefined) {
    parts.push({
      title: 'Limits of this machine',
      lines: [...rooflineSentences(results), ...(floor === undefined ? [] : [floor])],
    })
  }
  if (results.costs.some(({ series }) => series !== 'density')) parts.push(costPart(results))
  if (results.crossovers.length > 0) parts.push({ title: 'When dense wins', lines: results.crossovers.map(crossoverSentence) })
  for (const match of results.matches) {
    const { size, columns, m, n, k, standings, fellOut, rounds } = match
    parts.push({
      title: `${size}: ${figure(m)} rows, ${figure(n)} ${columns} columns, ${figure(k)} entries a row`,
      lines: [],
      table: standingsTable(standings),
      after: [
        ...fellOut.map(({ name, because }) => `${name} fell out: ${because}`),
        `medians of ${rounds} interleaved rounds, processor time`,
        ...threadSentences(match, results.machine.cores),
      ],
    })
  }
  if (results.absent.length > 0) {
    const lines = results.absent.map(({ name, because, install }) => `${name}: ${because}. To let it in: ${install}`)
    parts.push({ title: 'Not here', lines })
  }
  return parts
}

function countLines({ counts }: BenchResults): string[] {
  return (['sparse', 'dense'] as const).flatMap((kernel) => countSentence(counts, kernel) ?? [])
}

function lawPart({ laws }: BenchResults): Part {
  const [first] = laws
  return {
    title: 'Growth, by second differences',
    lines: ['exponents of the terms in m, n and k, and the interaction of m and n (0: a sum, 1: a product); 95 % intervals'],
    table: lawTable(laws),
    after: first === undefined ? [] : [`${first.kernel}: ${first.range}; least of ${first.rounds} rounds`],
  }
}

/** The largest and smallest points of each curve: where it starts, and where the caches end. */
function costPart({ costs }: BenchResults): Part {
  const own = costs.filter(({ series }) => series !== 'density')
  const largest = Math.max(...own.filter(({ series }) => series === 'uniform').map(({ nnz }) => nnz))
  const shown = own.filter(
    ({ series, nnz }) => nnz === largest || nnz <= 2000 || !['uniform', 'zipf'].includes(series) || nnz > largest * 0.9,
  )
  return {
    title: 'Cost of one gradient',
    lines: [],
    table: {
      head: ['kernel, columns', 'entries', 'ns an entry', 'quartiles', 'data in'],
      rows: shown.map(({ kernel, series, nnz, ns, cache }) => [
        `${kernel}, ${series}`,
        figure(nnz),
        (ns.value / nnz).toFixed(2),
        `${(ns.low / nnz).toFixed(2)} to ${(ns.high / nnz).toFixed(2)}`,
        cache,
      ]),
    },
  }
}
