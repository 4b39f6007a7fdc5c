/** The files of a report: each is there whole or not at all, also when the run is killed. */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from '../judge/usage-error.ts'
import type { ReportCard } from './card.ts'
import { svgDocument, type DrawnFigure } from './figure.ts'
import { junitXml } from './junit.ts'
import { plainData } from './plain-data.ts'
import { describeCard } from './terminal.ts'
import { harmlessJson } from './text.ts'

/** Where the files of one run go. */
export interface ReportFolder {
  /** Writes `report.json` and `card.txt` of a run that goes on. Call it after every item. */
  keep(card: ReportCard): void
  /** Writes every file. @returns their paths, the page first */
  finish(card: ReportCard, page: string, figures: readonly DrawnFigure[]): string[]
}

const LOG_COLUMNS = 100
const OURS = /^(report\.html|junit\.xml|figure-[\w-]+\.svg)$/

/**
 * Opens the folder of a report, making it if need be. Pages and figures of an earlier run are taken away, so that no folder holds
 * the files of two runs.
 * @throws UsageError if the folder cannot be made or written
 */
export function openReportFolder(folder: string): ReportFolder {
  attempt(folder, () => {
    makeFolder(folder)
    for (const name of readdirSync(folder).filter((file) => OURS.test(file))) rmSync(join(folder, name))
  })
  const write = (name: string, text: string): string => writeWhole(folder, name, text)
  const keep = (card: ReportCard): string[] => [
    write('report.json', cardJson(card)),
    write('card.txt', describeCard(card, { columns: LOG_COLUMNS, colour: false, verbose: true })),
  ]
  return {
    keep,
    finish: (card, page, figures) => [
      write('report.html', page),
      ...keep(card),
      write('junit.xml', junitXml(card)),
      ...figures.map((figure, i) => write(`figure-${nameOf(figure, figures.slice(0, i))}.svg`, svgDocument(figure))),
    ],
  }
}

/** `q3`, and `q3-2` for the second figure of question 3. */
function nameOf({ question }: DrawnFigure, earlier: readonly DrawnFigure[]): string {
  const before = earlier.filter((other) => other.question === question).length
  return before === 0 ? question : `${question}-${before + 1}`
}

/** The card as the text of `report.json`. */
export function cardJson(card: ReportCard): string {
  return `${harmlessJson(plainData(card), 2)}\n`
}

/** Writes beside the file, then renames: a reader sees the old text or the new one. */
function writeWhole(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  const draft = join(folder, `.${name}.${process.pid}.tmp`)
  attempt(folder, () => {
    try {
      writeFileSync(draft, text)
      renameSync(draft, path)
    } catch (error) {
      rmSync(draft, { force: true })
      throw error
    }
  })
  return path
}

/** Makes a folder and those above it. Not by `recursive`, which does not come back for a place such as /proc/x (Node 20). */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}

function attempt(folder: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    throw new UsageError(`--out: cannot write to ${folder}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
