/** The table of the experiment on mails: five settings, three shares of wrong labels. */
import { join } from 'node:path'
import { whenStopped } from '../../spec/cli/exit.ts'
import { trialSeed } from '../../spec/laws/selection/regimes.ts'
import { openOwnFolder } from '../../spec/report/own-folder.ts'
import { progress as lifeSign } from '../../spec/report/progress.ts'
import { summaryOf } from './map-file.ts'
import { loadCorpus, textTrial, type TextSetting } from './text.ts'

const SETTINGS: readonly Omit<TextSetting, 'flips'>[] = [
  { source: 'all', firstRows: 100, picked: 40 },
  { source: 'all', firstRows: 500, picked: 40 },
  { source: 'one', firstRows: 100, picked: 100 },
  { source: 'one', firstRows: 500, picked: 40 },
  { source: 'one', firstRows: 500, picked: 200 },
]
const NOISE = [0, 0.02, 0.1]

export interface TextOptions {
  readonly out: string
  readonly seed: number
  readonly trials: number
  readonly download: boolean
}

/** Runs every setting and prints its row; `text.json` is there when all are done. */
export async function runText({ out, seed, trials, download }: TextOptions): Promise<void> {
  const folder = openOwnFolder(out)
  folder.reserve('text.json')
  const corpus = await loadCorpus(join(out, 'corpus'), download)
  const write = (text: string): void => void process.stderr.write(text)
  const life = lifeSign({ write, isTTY: process.stderr.isTTY, columns: 100, now: () => performance.now() })
  const stillHere = whenStopped(() => process.stderr.write('assay: stopped; the settings that were printed are done\n'))
  const total = SETTINGS.length * NOISE.length * trials
  let done = 0
  const rows = []
  for (const setting of SETTINGS) {
    for (const flips of NOISE) {
      const name = `V1 on ${setting.firstRows} mails of ${setting.source === 'all' ? 'all groups' : 'one group'}, ${setting.picked} picks, ${100 * flips}% flips`
      const runs = []
      for (let i = 0; i < trials; i += 1) {
        runs.push(textTrial(corpus, { ...setting, flips }, trialSeed(seed, i)))
        done += 1
        life.step(done, total, name)
        await new Promise(setImmediate) // a signal is heard between trials
      }
      life.clear()
      const v1 = runs.reduce((sum, trial) => sum + trial.v1, 0) / trials
      const row = { ...setting, flips, v1, new: summaryOf(runs, 'new'), union: summaryOf(runs, 'union') }
      rows.push(row)
      const cells = (of: typeof row.new): string =>
        `${of.order}  ${of.means.map((mean, m) => `${mean.toFixed(4)} ± ${(of.halfWidths[m] ?? NaN).toFixed(4)}`).join(' / ')}`
      process.stdout.write(`${name}: V1 ${v1.toFixed(4)}\n  union ${cells(row.union)}\n  new   ${cells(row.new)}\n`)
    }
  }
  stillHere()
  folder.write('text.json', `${JSON.stringify({ format: 'assay selection text 1', seed, trials, rows }, undefined, 1)}\n`)
  folder.release()
}
