/** The files of a report: each is there whole or not at all, also when the run is killed. */
import type { ReportCard } from './card.ts'
import { svgDocument, type DrawnFigure } from './figure.ts'
import { junitXml } from './junit.ts'
import { openOwnFolder } from './own-folder.ts'
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
/** Replaced with the first item, not deleted before. */
const KEPT = ['report.json', 'card.txt']

/**
 * Opens the folder of a report, making it if need be. What earlier runs wrote there is taken away, so that no folder holds the files
 * of two runs; a file that assay did not write is never touched.
 * @throws UsageError if the folder cannot be made or written, or another run is writing into it
 */
export function openReportFolder(folder: string): ReportFolder {
  const { write, clear, release } = openOwnFolder(folder)
  clear((name) => !KEPT.includes(name))
  const keep = (card: ReportCard): string[] => [
    write('report.json', cardJson(card)),
    write('card.txt', describeCard(card, { columns: LOG_COLUMNS, colour: false, verbose: true })),
  ]
  return {
    keep,
    finish(card, page, figures) {
      const paths = [
        write('report.html', page),
        ...keep(card),
        write('junit.xml', junitXml(card)),
        ...figures.map((figure, i) => write(`figure-${nameOf(figure, figures.slice(0, i))}.svg`, svgDocument(figure))),
      ]
      release()
      return paths
    },
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
