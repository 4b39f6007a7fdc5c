/** The regime map from start to end: run what is missing, write JSON and figure, say what was found. */
import { join } from 'node:path'
import { whenStopped } from '../../spec/cli/exit.ts'
import { drawFigures, svgDocument } from '../../spec/report/figure.ts'
import { openOwnFolder } from '../../spec/report/own-folder.ts'
import { progress as lifeSign } from '../../spec/report/progress.ts'
import reference from '../../spec/subjects/reference.ts'
import { mapText, openMap, type Plan, type Progress } from './map-file.ts'
import { mapFigure } from './map-figure.ts'
import { mapRegimes } from './map-regimes.ts'
import { describeMap } from './map-report.ts'
import { sweep } from './sweep.ts'

export interface MapOptions {
  readonly out: string
  readonly seed: number
  readonly trials: number
  readonly threads: number
  readonly fresh: boolean
}

/** What a stopped run goes on from. */
const RUNS = 'regime-map-runs.json'

/** Runs the map. A run that is stopped leaves a file that the next one goes on from. */
export async function runMap({ out, seed, trials, threads, fresh }: MapOptions): Promise<void> {
  const started = performance.now()
  const plan: Plan = { seed, trials, regimes: mapRegimes }
  const folder = openOwnFolder(out)
  const file = join(out, RUNS)
  if (fresh) folder.clear((name) => name === RUNS)
  const before = openMap(file, plan)
  const keep = (progress: Progress): string => folder.write(RUNS, mapText(plan, progress))
  keep(before)
  folder.reserve('regime-map.json', 'regime-map.svg')
  const life = lifeSign({
    write: (text) => void process.stderr.write(text),
    isTTY: process.stderr.isTTY,
    columns: process.stderr.isTTY ? process.stderr.columns : 100,
    now: () => performance.now(),
  })
  const stillHere = whenStopped(() => {
    life.clear()
    process.stderr.write(`assay: stopped; ${file} holds what was run, the same command goes on from there\n`)
  })
  const done = await sweep(plan, before, { keep, threads, onBatch: (...batch) => life.step(...batch) })
  stillHere()
  life.clear()
  folder.write('regime-map.json', mapText(plan, done, false))
  const byName = new Map(plan.regimes.map(({ name }, r) => [name, (done[r] ?? []).filter((trial) => trial !== undefined)]))
  for (const figure of await drawFigures([mapFigure((name) => byName.get(name) ?? [])], reference))
    folder.write('regime-map.svg', svgDocument(figure))
  folder.release()
  const seconds = Math.round((performance.now() - started) / 1000)
  process.stdout.write(
    `${describeMap(plan, done)}${plan.regimes.length} regimes of ${trials} trials (fewer where they are large) on ${threads} threads, ${seconds} s; ${join(out, 'regime-map.json')} and regime-map.svg\n`,
  )
}
