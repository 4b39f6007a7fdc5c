/** The regime map goes on from what a stopped run left, refuses files of other plans, and is the one that is published. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { runMap } from '../../bench/selection/lab.ts'
import { mapText, openMap, summaryOf, type KeptTrial, type Plan } from '../../bench/selection/map-file.ts'
import { mapRegimes } from '../../bench/selection/map-regimes.ts'
import { sweep } from '../../bench/selection/sweep.ts'
import { publishedMap } from '../questions/q4/map.ts'
import { trialSeed } from '../laws/selection/regimes.ts'
import reference from '../subjects/reference.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-lab-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const small = { features: 2, firstRows: 10, picked: 5, poolRows: 50, penalty: 1 }
const plan: Plan = {
  seed: 3,
  trials: 12,
  regimes: [
    { name: 'clean', regime: small },
    { name: 'noisy', regime: { ...small, flips: 0.2 }, most: 7 },
  ],
}

const run = async (file: string, threads: number): Promise<readonly (readonly (KeptTrial | undefined)[])[]> => {
  const batches: number[] = []
  const done = await sweep(plan, openMap(file, plan), {
    keep: (progress) => writeFileSync(file, mapText(plan, progress)),
    threads,
    onBatch: (at) => batches.push(at),
  })
  expect(batches.at(-1) ?? 19).toBe(19)
  return done
}

test('a run that was stopped is taken up, and ends in the same file as one that was not', async () => {
  const whole = join(folder, 'whole.json')
  const done = await run(whole, 2)
  expect(done.map((trials) => trials.length)).toEqual([12, 7])
  const stopped = join(folder, 'stopped.json')
  const gaps = done.map((trials) => trials.map((trial, i) => (i % 3 === 1 ? undefined : trial)))
  writeFileSync(stopped, mapText(plan, gaps))
  expect(readFileSync(stopped, 'utf8')).toContain('"complete":false')
  await run(stopped, 1)
  expect(readFileSync(stopped, 'utf8')).toBe(readFileSync(whole, 'utf8'))
})

test('a file of another plan, or of something else, is refused and kept', () => {
  const file = join(folder, 'other.json')
  writeFileSync(file, mapText(plan, openMap(file, plan)))
  expect(() => openMap(file, { ...plan, seed: 4 })).toThrow(/holds another map .* --fresh/)
  writeFileSync(file, 'no map')
  expect(() => openMap(file, plan)).toThrow(/is no map/)
  expect(readFileSync(file, 'utf8')).toBe('no map')
})

test('a file of the folder that assay did not write is found before anything is run, and kept', async () => {
  for (const name of ['regime-map-runs.json', 'regime-map.json', 'regime-map.svg']) {
    const out = join(folder, `strange-${name}`)
    mkdirSync(out)
    writeFileSync(join(out, name), 'kept')
    for (const fresh of [true, false])
      await expect(runMap({ out, seed: 3, trials: 2, threads: 1, fresh })).rejects.toThrow(/did not write|is no map/)
    expect(readFileSync(join(out, name), 'utf8')).toBe('kept')
  }
})

test('the map has 60 regimes and more, each with a name of its own', () => {
  expect(mapRegimes.length).toBeGreaterThanOrEqual(60)
  expect(new Set(mapRegimes.map(({ name }) => name)).size).toBe(mapRegimes.length)
})

test('the published map is what its regimes give: the smallest of them is run again', () => {
  const map = publishedMap()
  if (map === undefined) expect.fail(`no map in ${fileURLToPath(new URL('../../../spec/questions/q4/', import.meta.url))}`)
  expect(map.regimes.map(({ name }) => name)).toEqual(mapRegimes.map(({ name }) => name))
  const name = 'question 4: few picks, much old data, weak penalty, clean labels, blind spot none'
  const { regime } = mapRegimes.find((each) => each.name === name) ?? expect.fail(name)
  const published = map.regimes.find((each) => each.name === name)
  const trials = Array.from({ length: map.trials }, (_, i) => reference.selectionTrial?.(regime, trialSeed(map.seed, i)))
  const kept = trials.filter((trial) => trial !== undefined)
  expect([published?.union, published?.new]).toEqual([summaryOf(kept, 'union'), summaryOf(kept, 'new')])
})
