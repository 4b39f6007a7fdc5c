/** The files of a report: whole or not there, valid, and readable when the run is killed. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { anyCard } from './any-card.ts'
import { UsageError } from '../judge/usage-error.ts'
import { seed } from '../judge/seed.ts'
import { reportCard } from './card.ts'
import { cardJson, KEEP_MS, openReportFolder } from './files.ts'
import { plainData } from './plain-data.ts'
import { sampleCard } from './sample-card.ts'

const scratch = mkdtempSync(join(tmpdir(), 'assay-files-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const published = z.fromJSONSchema(JSON.parse(JSON.stringify(z.toJSONSchema(reportCard))))

/** The files of a folder that a person sees. */
const visible = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .toSorted()

test('report.json is valid by the published schema, for every card, and says what the card says', () => {
  fc.assert(
    fc.property(anyCard, (card) => {
      const json: unknown = JSON.parse(cardJson(card))
      expect(published.safeParse(json).error).toBeUndefined()
      const back = reportCard.parse(json)
      expect(back).toEqual(JSON.parse(JSON.stringify(plainData(card))))
      expect(back.items.map(({ text }) => text)).toEqual(card.items.map(({ text }) => text))
    }),
    // A card has up to five items of up to five evidences, each with any of its fields: 40 say as much as the schema can.
    { seed, numRuns: 40, examples: [[sampleCard]] },
  )
})

test.each([
  [NaN, 'NaN'],
  [-Infinity, '-Infinity'],
  [12n, '12n'],
  [Float64Array.of(0.5, Infinity), [0.5, 'Infinity']],
  [new Map([['a', 1n]]), [['a', '1n']]],
  [{ deep: [undefined, null] }, { deep: ['undefined', null] }],
])('a figure that JSON does not know is said in its words: %s', (value, plain) => {
  expect(plainData(value)).toEqual(plain)
})

test('a run leaves its files, and takes the pages and figures of an earlier run away first', () => {
  const folder = join(scratch, 'new', 'folder')
  const figure = { question: 'q5', title: 'a title', caption: '', svg: '<svg class="figure"></svg>' }
  const paths = openReportFolder(folder).finish(sampleCard, '<!doctype html>', [figure])
  expect(paths.map((path) => path.slice(folder.length + 1))).toEqual([
    'report.html',
    'report.json',
    'card.txt',
    'junit.xml',
    'figure-q5.svg',
  ])
  expect(visible(folder)).toEqual(['card.txt', 'figure-q5.svg', 'junit.xml', 'report.html', 'report.json'])
  writeFileSync(join(folder, 'notes.txt'), 'not ours')
  openReportFolder(folder).keep({ ...sampleCard, complete: false })
  expect(visible(folder)).toEqual(['card.txt', 'notes.txt', 'report.json'])
})

test('a folder that cannot be made or written is bad usage, and says which and why', () => {
  const file = join(scratch, 'a-file')
  writeFileSync(file, '')
  expect(() => openReportFolder(join(file, 'below'))).toThrow(UsageError)
  expect(() => openReportFolder(file)).toThrow(`--out: cannot write to ${file}: `)
  const blocked = join(scratch, 'blocked')
  mkdirSync(join(blocked, 'report.json', 'not-empty'), { recursive: true })
  expect(() => openReportFolder(blocked).keep(sampleCard)).toThrow(UsageError)
  expect(visible(blocked)).toEqual(['report.json'])
})

test('what assay did not write is neither replaced nor deleted, whatever its name', () => {
  const folder = join(scratch, 'of-somebody')
  mkdirSync(folder)
  for (const name of ['report.html', 'figure-mine.svg', 'junit.xml']) writeFileSync(join(folder, name), 'not ours')
  const report = openReportFolder(folder)
  report.keep(sampleCard)
  expect(() => report.finish(sampleCard, '<!doctype html>', [])).toThrow('holds a report.html that assay did not write')
  for (const name of ['report.html', 'figure-mine.svg', 'junit.xml'])
    expect(readFileSync(join(folder, name), 'utf8')).toBe('not ours')
})

test('a marker that names files elsewhere deletes none', () => {
  const folder = join(scratch, 'false-marker')
  mkdirSync(folder)
  writeFileSync(join(scratch, 'precious'), '')
  writeFileSync(join(folder, '.assay-files'), '../precious\nreport.html\n')
  openReportFolder(folder).keep(sampleCard)
  expect(existsSync(join(scratch, 'precious'))).toBe(true)
})

test('two runs into one folder do not mix: the second is refused while the first is alive', () => {
  const folder = join(scratch, 'shared')
  mkdirSync(folder)
  writeFileSync(join(folder, '.assay-run'), `${process.ppid}\n`)
  expect(() => openReportFolder(folder)).toThrow(`another run of assay (process ${process.ppid}) is writing into`)
  // A process that is gone, and one whose number another process has now.
  for (const gone of ['999999999\n', `${process.ppid} 1\n`].slice(0, existsSync('/proc/self/stat') ? 2 : 1)) {
    writeFileSync(join(folder, '.assay-run'), gone)
    openReportFolder(folder).finish(sampleCard, '', [])
    expect(existsSync(join(folder, '.assay-run'))).toBe(false)
  }
})

test('a folder without a name is refused', () => {
  expect(() => openReportFolder('')).toThrow('--out: expected a folder, got an empty name')
})

test('a run that is killed loses no more than took 200 ms to judge: what is judged is kept when a spec begins, unless that just happened', () => {
  const folder = join(scratch, 'kept')
  const report = openReportFolder(folder)
  const kept = [0, 1, KEEP_MS - 1, KEEP_MS, KEEP_MS + 1, 2 * KEEP_MS].map((elapsedMs, i) => {
    report.keep({ ...sampleCard, complete: false, items: sampleCard.items.slice(0, i), elapsedMs })
    return reportCard.parse(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).items.length
  })
  expect(kept).toEqual([0, 0, 0, 3, 3, 5])
})

test('a run that is killed leaves a readable partial card, at whatever moment', async () => {
  const program = `
    const { openReportFolder } = await import(${JSON.stringify(new URL('files.js', import.meta.url).href)})
    const { sampleCard } = await import(${JSON.stringify(new URL('sample-card.js', import.meta.url).href)})
    const folder = openReportFolder(process.argv[1])
    for (let i = 0; ; i += 1) {
      folder.keep({ ...sampleCard, complete: false, items: sampleCard.items.slice(0, i % 10), elapsedMs: 1000 * i })
      console.log('kept')
    }`
  for (const cards of [1, 2, 5, 13]) {
    const folder = join(scratch, `killed-after-${cards}`)
    const run = spawn(process.execPath, ['--input-type=module', '-e', program, folder], { stdio: ['ignore', 'pipe', 'ignore'] })
    let kept = 0
    for await (const _ of createInterface({ input: run.stdout })) if ((kept += 1) === cards) run.kill('SIGKILL')
    const card = reportCard.parse(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')))
    expect(card.complete).toBe(false)
    expect(readFileSync(join(folder, 'card.txt'), 'utf8')).toMatch(/\nincomplete, \d of 9 items: [^]* points\n$/)
  }
})
