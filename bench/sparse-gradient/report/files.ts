/** The files of one run: a reader meets whole files only. */
import { svgDocument, type DrawnFigure } from '../../../spec/report/figure.ts'
import { openOwnFolder } from '../../../spec/report/own-folder.ts'
import { machineSlug } from '../machine.ts'
import type { BenchResults } from '../results.ts'
import { actionEntriesOf } from './action.ts'
import { markdownOf } from './markdown.ts'

/** `sparse-gradient_amd-epyc-2-cores_2026-11-23`: what was measured, where, and on which day. */
export function stemOf({ bench, machine, date }: BenchResults): string {
  return `${bench}_${machineSlug(machine)}_${date.slice(0, 10)}`
}

/**
 * Opens the folder before anything is measured. What an earlier run on the same machine wrote on the same day is replaced; files that assay did not write are
 * left alone, and the new ones have a number then.
 * @returns what writes the results there, and gives the paths
 * @throws UsageError if the folder cannot be written, or another run is writing into it
 */
export function openResults(folder: string): (results: BenchResults, figures: readonly DrawnFigure[]) => string[] {
  const { write, isFree, release } = openOwnFolder(folder)
  return (results, figures) => {
    const texts = [
      ['json', `${JSON.stringify(results, null, 2)}\n`],
      ['md', markdownOf(results)],
      ['action.json', `${JSON.stringify(actionEntriesOf(results), null, 2)}\n`],
      ...figures.map((figure) => [`${figure.question}.svg`, svgDocument(figure)] as const),
    ] as const
    let stem = stemOf(results)
    for (let number = 2; !texts.every(([ending]) => isFree(`${stem}.${ending}`)); number += 1)
      stem = `${stemOf(results)}_${number}`
    const paths = texts.map(([ending, text]) => write(`${stem}.${ending}`, text))
    release()
    return paths
  }
}
