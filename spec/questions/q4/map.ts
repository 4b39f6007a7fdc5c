/** The published regime map: what `assay lab selection` measured, and in how many of its regimes a ranking was found. */
import { existsSync, readFileSync } from 'node:fs'
import type { Training } from '../../../src/contract/selection.ts'
import type { Witness } from '../../judge/witness.ts'
import { allows, describeRanking, type Places, type Ranking } from './ranking.ts'

const file = new URL('../../../../spec/questions/q4/regime-map.json', import.meta.url)

/** What the verdicts need of a map. */
interface PublishedMap {
  readonly seed: number
  readonly trials: number
  readonly regimes: readonly {
    readonly name: string
    /** Accuracy of V1. */
    readonly v1: number
    readonly new: { readonly means: Places }
    readonly union: { readonly means: Places }
  }[]
}

/** The map that is published with this version; undefined where the file was left out. */
export function publishedMap(): PublishedMap | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PublishedMap) : undefined
}

/** Says in how many regimes of the map the methods came out so, for either training. */
export function remarkOnTheMap(said: Ranking, w: Witness): void {
  const map = publishedMap()
  if (map === undefined) return
  const found = (training: Training): string[] =>
    map.regimes.filter((regime) => allows(said, placesOf(regime[training].means))).map(({ name }) => name)
  const [union, alone] = [found('union'), found('new')]
  const all = map.regimes.length
  w.measured('regimes of the map with this order, trained on the union', union)
  w.measured('regimes of the map with this order, trained on the new stories alone', alone)
  const share = (names: readonly string[]): string =>
    names.length === all ? 'all' : names.length === 0 ? 'none' : String(names.length)
  w.remark(
    `the map has ${describeRanking(said)} in ${share(union)} of ${all} regimes trained on the union, ${share(alone)} on the new stories alone`,
  )
}

/** The places of three means, the largest first. */
export function placesOf(means: readonly number[]): Places {
  const place = (mean: number): number => means.filter((other) => other > mean).length
  return [place(means[0] ?? NaN), place(means[1] ?? NaN), place(means[2] ?? NaN)]
}
