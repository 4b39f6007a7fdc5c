/** The files of a report: each is there whole or not at all, also when the run is killed. */
import type { ItemReport, ReportCard } from './card.ts'
import { svgDocument, type DrawnFigure } from './figure.ts'
import { junitXml } from './junit.ts'
import { openOwnFolder } from './own-folder.ts'
import { plainData } from './plain-data.ts'
import { describeCard, describeItem } from './terminal.ts'
import { harmlessJson } from './text.ts'

/** Where the files of one run go. */
export interface ReportFolder {
  /** Writes `report.json` and `card.txt` of a run that goes on, unless it did so less than KEEP_MS before. Call it when a spec begins. */
  keep(card: ReportCard): void
  /** Writes every file. @returns their paths, the page first */
  finish(card: ReportCard, page: string, figures: readonly DrawnFigure[]): string[]
}

/** What took less to judge may be lost with a run that is killed: to write after every item takes as long as to judge it. */
export const KEEP_MS = 200

const LOG = { columns: 100, colour: false, verbose: true } as const
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
  // A card grows by one item at a time: what was written of the others is not made again.
  const [json, text] = [oncePerItem(itemJson), oncePerItem((item) => describeItem(item, LOG))]
  const writeCard = (card: ReportCard): string[] => [
    write('report.json', cardJson(card, json)),
    write('card.txt', describeCard(card, LOG, text)),
  ]
  let keptMs = -Infinity
  return {
    keep(card) {
      if (card.elapsedMs - keptMs < KEEP_MS) return
      writeCard(card)
      keptMs = card.elapsedMs
    },
    finish(card, page, figures) {
      const paths = [
        write('report.html', page),
        ...writeCard(card),
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
export function cardJson(card: ReportCard, json: (item: ItemReport) => string = itemJson): string {
  const items = card.items.map((item) => json(item)).join(',\n    ')
  const text = harmlessJson(plainData({ ...card, items: [] }), 2)
  // No text in JSON goes over lines, so that this line is the card's own.
  return `${items === '' ? text : text.replace('\n  "items": []', () => `\n  "items": [\n    ${items}\n  ]`)}\n`
}

/** An item as it stands in the list of `report.json`. */
function itemJson(item: ItemReport): string {
  return harmlessJson(plainData(item), 2).replaceAll('\n', '\n    ')
}

function oncePerItem(make: (item: ItemReport) => string): (item: ItemReport) => string {
  const made = new WeakMap<ItemReport, string>()
  return (item) => {
    const text = made.get(item) ?? make(item)
    made.set(item, text)
    return text
  }
}
