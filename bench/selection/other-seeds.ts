/** One regime of the map under other seeds: `other-seeds.js NAME [TRIALS] [FIRST SEED]` prints each mean, and what a mean of 40 trials is worth. */
import { selectionTrial } from '../../src/selection/trial.ts'
import { compareMethods } from '../../src/selection/compare.ts'
import { mapRegimes } from './map-regimes.ts'

const [name = '', trials = '150', firstSeed = '900000'] = process.argv.slice(2)
const found = mapRegimes.find((each) => each.name === name)
if (found === undefined) {
  process.stderr.write(`other-seeds: no regime "${name}"; there are\n${mapRegimes.map((each) => `  ${each.name}\n`).join('')}`)
  process.exit(2)
}
const runs = Array.from({ length: Number(trials) }, (_, i) => selectionTrial(found.regime, Number(firstSeed) + i))

const print = (what: string, values: readonly number[], published = NaN): void => {
  const zeros = values.map(() => 0)
  const { mean, halfWidth } = compareMethods([values, zeros, zeros]).difference(1, 2)
  const ofForty = halfWidth * Math.sqrt(values.length / 40)
  process.stdout.write(
    `${what.padEnd(16)} ${mean.toFixed(4)} ± ${halfWidth.toFixed(4)}, a mean of 40 trials ± ${ofForty.toFixed(4)}` +
      `${Number.isNaN(published) ? '' : `; published ${published}`}\n`,
  )
}

print('V1', runs.map(({ v1 }) => v1), found.published?.v1) // prettier-ignore
for (const training of ['new', 'union'] as const) {
  for (const m of [0, 1, 2] as const)
    print(`${training}, method ${m + 1}`, runs.map((run) => run[training][m]), found.published?.[training][m]) // prettier-ignore
}
