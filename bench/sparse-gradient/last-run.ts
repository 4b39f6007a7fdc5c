/** What the last bench measured, for whoever wants to show it: the newest results of a folder. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from '../../spec/report/figure.ts'
import { costFigure } from './report/figures/cost.ts'
import { benchResults, type BenchResults } from './results.ts'

/** @returns undefined if the folder is not there or holds no results; files that are none are passed over */
export function lastRun(folder: string): BenchResults | undefined {
  const runs = filesOf(folder).flatMap((name) => {
    const { success, data } = benchResults.safeParse(jsonOf(join(folder, name)))
    return success && data.costs.length > 0 ? [data] : []
  })
  return runs.toSorted((a, b) => a.date.localeCompare(b.date)).at(-1)
}

/** The cost of an entry as it was measured, as a figure of question 3. */
export function measuredCost(results: BenchResults): Figure | undefined {
  const figure = costFigure(results)
  if (figure === undefined) return undefined
  const { machine, date, commit, load } = results
  const where = `${machine.cpu}, ${date.slice(0, 10)}, commit ${commit ?? 'unknown'}, load ${load.before.toFixed(1)}`
  return { ...figure, question: 'q3', title: `Measured: ${figure.title.toLowerCase()}`, caption: `${where}. ${figure.caption}` }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    return []
  }
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
