/** The folder of results: what an earlier run on the same machine left on the same day is replaced, what assay did not write is left alone. */
import { openOwnFolder } from '../../spec/report/own-folder.ts'

/** Files of one run, by what follows the stem that they share, such as `json`. */
export type ResultFiles = readonly (readonly [ending: string, text: string])[]

/**
 * Opens the folder before anything is measured.
 * @returns what writes the files of a run there and gives their paths; where a name is taken by somebody else's file, the stem gets a number
 * @throws UsageError if the folder cannot be written, or another run is writing into it
 */
export function openResults(folder: string): (stem: string, files: ResultFiles) => string[] {
  const { write, isFree, release } = openOwnFolder(folder)
  return (stem, files) => {
    let free = stem
    for (let number = 2; !files.every(([ending]) => isFree(`${free}.${ending}`)); number += 1) free = `${stem}_${number}`
    const paths = files.map(([ending, text]) => write(`${free}.${ending}`, text))
    release()
    return paths
  }
}
