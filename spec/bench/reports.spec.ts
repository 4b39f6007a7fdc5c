/** What is made from results: every form holds every row, losing rows too, and nothing is written in part. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { actionEntries, actionEntriesOf } from '../../bench/sparse-gradient/report/action.ts'
import { drawResults } from '../../bench/sparse-gradient/report/figures/index.ts'
import { openResults } from '../../bench/harness/results-folder.ts'
import { filesOf, stemOf } from '../../bench/sparse-gradient/report/files.ts'
import { markdownOf } from '../../bench/sparse-gradient/report/markdown.ts'
import { describeResults } from '../../bench/sparse-gradient/report/terminal.ts'
import { countSentence } from '../../bench/sparse-gradient/report/words.ts'
import { benchResults } from '../../bench/sparse-gradient/results.ts'
import { sampleResults } from './sample-results.ts'

describe('results', () => {
  test('read back as they were written', () => {
    expect(benchResults.parse(JSON.parse(JSON.stringify(sampleResults)))).toEqual(sampleResults)
  })

  test('of another format are refused', () => {
    expect(benchResults.safeParse({ ...sampleResults, format: 2 }).success).toBe(false)
  })
})

describe('the table', () => {
  const text = describeResults(sampleResults, false)

  test('shows a row that we lose, and says so', () => {
    expect(text).toMatch(/faster \| one .* 1\.25 \[1\.23, 1\.27\] slower/)
  })

  test('shows a law that is not as expected', () => {
    expect(text).toMatch(/^ {2}sparse .*none .* NO$/m)
  })

  test('names what is missing, with the command that installs it, and who fell out', () => {
    expect(text).toContain('tfjs dense: @tensorflow/tfjs is not installed. To let it in: npm install @tensorflow/tfjs')
    expect(text).toContain('spinner fell out: used 2.00 processors, not one')
  })

  test('claims nothing for threads where other work had a processor', () => {
    const [match] = sampleResults.matches
    const [one] = match?.standings ?? []
    if (match === undefined || one === undefined) throw new Error('the sample has a match')
    const two = { ...one, name: 'assay, 2 threads', threads: 2, leastWallNs: 10_000 }
    const beside = (busyElsewhere: number): string =>
      describeResults({ ...sampleResults, matches: [{ ...match, busyElsewhere, standings: [one, two] }] }, false)
    expect(beside(0.1)).toMatch(/2 threads, least wall time: 0\.5 ns an entry, 2\.00x our one thread$/m)
    expect(beside(0.9)).toContain('2.00x our one thread; other work left 1.1 of 2 cores, so this is no claim')
  })

  test('is plain without colour', () => {
    expect(text).not.toContain('\u001b')
  })
})

const columns = (line: string): number => line.replaceAll(String.raw`\|`, '').split('|').length

describe('Markdown', () => {
  const lines = markdownOf(sampleResults).split('\n')

  test('has tables whose rows have as many cells as their heads', () => {
    const rules = lines.flatMap((line, i) => (line.startsWith('| :--') ? [i] : []))
    expect(rules.length).toBeGreaterThan(2)
    for (const rule of rules) {
      const end = lines.findIndex((line, i) => i > rule && !line.startsWith('|'))
      const rows = lines.slice(rule - 1, end)
      expect(rows.map(columns)).toEqual(rows.map(() => columns(lines[rule] ?? '')))
    }
  })

  test('escapes what would end a cell', () => {
    expect(markdownOf(sampleResults)).toContain(String.raw`faster \| one`)
  })
})

test('the entries for github-action-benchmark have its form, and names of their own', () => {
  const entries = actionEntries.parse(JSON.parse(JSON.stringify(actionEntriesOf(sampleResults))))
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length)
  expect(entries.every(({ value }) => Number.isFinite(value))).toBe(true)
})

test('exact counts are said as a law, and as nothing when they are none', () => {
  const base = { k: 4, columns: 'uniform', kernel: 'sparse' as const, reads: 0, writes: 0 }
  const at = (m: number, n: number, k: number, cost: (m: number, n: number, k: number) => number) => ({
    ...base,
    m,
    n,
    k,
    nnz: m * k,
    multiplyAdds: cost(m, n, k),
  })
  const counts = (cost: (m: number, n: number, k: number) => number) => [
    at(2, 3, 4, cost),
    at(4, 3, 4, cost),
    at(2, 6, 4, cost),
    at(4, 6, 4, cost),
    at(2, 3, 8, cost),
  ]
  expect(
    countSentence(
      counts((m, n, k) => 2 * m * k + 3 * n + m),
      'sparse',
    ),
  ).toContain('2 nnz + m + 3 n multiply-adds')
  expect(
    countSentence(
      counts((m, n) => 2 * m * n + 5 * m),
      'sparse',
    ),
  ).toContain('2 m n + 5 m multiply-adds')
  expect(
    countSentence(
      counts((m, n, k) => Math.sqrt(m * n * k)),
      'sparse',
    ),
  ).toBeUndefined()
})

const inFolder = async (use: (folder: string) => Promise<void> | void): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-spec-'))
  try {
    await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('files', () => {
  test('are named by bench, machine and day, and are all there', () =>
    inFolder(async (folder) => {
      openResults(folder)(stemOf(sampleResults), filesOf(sampleResults, await drawResults(sampleResults)))
      const stem = 'sparse-gradient_some-2-cores_2026-01-02'
      expect(stemOf(sampleResults)).toBe(stem)
      const endings = ['.action.json', '.cost.svg', '.density.svg', '.json', '.md', '.ratios.svg']
      expect(
        readdirSync(folder)
          .filter((name) => !name.startsWith('.'))
          .toSorted(),
      ).toEqual(endings.map((ending) => `${stem}${ending}`))
      expect(benchResults.parse(JSON.parse(readFileSync(join(folder, `${stem}.json`), 'utf8')))).toEqual(sampleResults)
    }))

  test('hold figures without scripts, links or numbers that are none', () =>
    inFolder(async () => {
      for (const { svg } of await drawResults(sampleResults)) {
        expect(svg).not.toMatch(/NaN|Infinity|<script|href=/)
        expect(svg).toMatch(/^<svg[^]*<\/svg>$/)
      }
    }))

  test('are left as they were when the folder cannot be written', () =>
    inFolder((folder) => {
      const file = join(folder, 'a-file')
      writeFileSync(file, 'kept')
      expect(() => openResults(file)).toThrow('--out: cannot write to')
      expect(readFileSync(file, 'utf8')).toBe('kept')
    }))

  test('of another run of the day are replaced, those that assay did not write are left alone', () =>
    inFolder((folder) => {
      const stem = stemOf(sampleResults)
      const written = (): string[] =>
        openResults(folder)(stemOf(sampleResults), filesOf(sampleResults, [])).map((path) => path.slice(folder.length + 1))
      const own = ['json', 'md', 'action.json']
      expect(written()).toEqual(own.map((ending) => `${stem}.${ending}`))
      expect(written()).toEqual(own.map((ending) => `${stem}.${ending}`))
      rmSync(join(folder, '.assay-files'))
      writeFileSync(join(folder, `${stem}.md`), 'kept')
      expect(written()).toEqual(own.map((ending) => `${stem}_2.${ending}`))
      expect(readFileSync(join(folder, `${stem}.md`), 'utf8')).toBe('kept')
    }))
})
