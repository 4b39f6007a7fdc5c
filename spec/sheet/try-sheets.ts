/** Grades generated sheets, one after the other, and tells of those that crash or take too long. `.ci/sheets` runs it. */
import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { questions } from '../questions/index.ts'
import { reportCard } from '../report/card.ts'
import { cardJson } from '../report/files.ts'
import { emptyCard, withItem } from '../report/running-card.ts'
import { describeCard } from '../report/terminal.ts'
import reference from '../subjects/reference.ts'
import { anySheet } from './any-sheet.ts'
import { readSheet, type Sheet } from './answer-sheet.ts'
import { processorBudget, usualBudget } from './budget.ts'
import { sheetFile } from './checks.ts'
import { grade } from './grade.ts'
import { SheetError } from './problem.ts'

/** Bounds for any sheet of at most 1 MB; beside the seconds, what its questions take whatever it says. */
const MOST_SECONDS = 10
const MOST_BYTES = 500e6

/** The loops that sheets name lie beside those of the suite. */
const beside = sheetFile('key')

/** How one sheet ended; `bad` if it must not end so. */
interface Ending {
  readonly word: 'refused' | 'graded' | 'crashed' | 'over budget'
  readonly bad?: string
}

/** @returns whether all ended as they may */
async function trySheets(count: number, seed: number): Promise<boolean> {
  const counts = new Map<string, number>()
  const items = new Map<string, number>()
  let slowest = 0
  let largest = 0
  const started = performance.now()
  let said = started
  for (let i = 0; i < count; i += 1) {
    const [sheet] = fc.sample(anySheet(questions), { numRuns: 1, seed: seed + i })
    const text = JSON.stringify(sheet)
    const before = process.cpuUsage()
    const ending = await endingOf(text, items)
    const { user, system } = process.cpuUsage(before)
    const seconds = (user + system) / 1e6
    const bytes = process.memoryUsage.rss()
    slowest = Math.max(slowest, seconds)
    largest = Math.max(largest, bytes)
    const over = seconds > MOST_SECONDS + (text.includes('"q4"') ? 13 : 0) || bytes > MOST_BYTES
    const { word, bad }: Ending =
      over && ending.bad === undefined
        ? { word: 'over budget', bad: `${seconds.toFixed(1)} s, ${Math.round(bytes / 1e6)} MB` }
        : ending
    counts.set(word, (counts.get(word) ?? 0) + 1)
    if (bad !== undefined) {
      const file = `sheet-${seed + i}.json`
      writeFileSync(file, text)
      process.stdout.write(`seed ${seed + i}, ${word} (${file}): ${bad}\n`)
    }
    if (performance.now() - said > 5000) {
      said = performance.now()
      process.stderr.write(`${i + 1} of ${count} after ${Math.round((said - started) / 1000)} s\n`)
    }
  }
  const all = (found: ReadonlyMap<string, number>): string => [...found].map(([word, times]) => `${times} ${word}`).join(', ')
  process.stdout.write(`${count} sheets from seed ${seed}: ${all(counts)}; their items: ${all(items)}\n`)
  process.stdout.write(`at most ${slowest.toFixed(1)} s of processor time a sheet, ${Math.round(largest / 1e6)} MB for all\n`)
  return !counts.has('crashed') && !counts.has('over budget')
}

async function endingOf(text: string, items: Map<string, number>): Promise<Ending> {
  try {
    const sheet = sheetOf(text)
    if (sheet === undefined) return { word: 'refused' }
    let card = emptyCard(sheet, 1, '0.0.0', new Date(0).toISOString())
    const spent = processorBudget(usualBudget(sheet))
    for await (const item of grade(sheet, reference, { seed: 1, spent })) card = withItem(card, item, 0)
    if (card.items.length !== card.planned) return { word: 'crashed', bad: `${card.items.length} of ${card.planned} items` }
    reportCard.parse(JSON.parse(cardJson(card)))
    const shown = describeCard(card, { columns: 100, colour: false, verbose: true })
    if (/[^\P{Cc}\n]/u.test(shown)) return { word: 'crashed', bad: 'control characters in the card' }
    for (const { verdict } of card.items) items.set(verdict.word, (items.get(verdict.word) ?? 0) + 1)
    return { word: 'graded' }
  } catch (error) {
    return { word: 'crashed', bad: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** Undefined for what is no sheet and is told so, in a message that people can read. */
function sheetOf(text: string): Sheet | undefined {
  try {
    return readSheet(text, beside, questions)
  } catch (error) {
    if (!(error instanceof SheetError)) throw error
    const odd = /[^\P{Cc}\n]|undefined|Invalid|\[object|expected , |expected or /u.exec(error.message)
    if (odd !== null && !text.includes(odd[0])) throw new Error(`a message that says nothing: ${error.message}`, { cause: error })
    return undefined
  }
}

const [count = 200, seed = 1] = process.argv.slice(2).map(Number)
process.exitCode = (await trySheets(count, seed)) ? 0 : 1
