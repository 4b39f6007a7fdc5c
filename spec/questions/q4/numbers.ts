/** The numbers that `truth.md` states, counted in the published map. */
import type { Training } from '../../../src/contract/selection.ts'
import type { Numbers } from '../truth.ts'
import { placesOf, publishedMap } from './map.ts'
import { allows, readRanking } from './ranking.ts'

type MapRegime = NonNullable<ReturnType<typeof publishedMap>>['regimes'][number]

export const numbers: Numbers = () => {
  const regimes = publishedMap()?.regimes ?? []
  const counted = (holds: (regime: MapRegime) => boolean): number => regimes.filter(holds).length
  const ranked =
    (training: Training, order: string) =>
    (regime: MapRegime): boolean => {
      const said = readRanking(order)
      return typeof said !== 'string' && allows(said, placesOf(regime[training].means))
    }
  const orders = ['2 > 1 > 3', '1 > 2 > 3', '3 > 2 > 1', '2 > 3 > 1', '1 > 3 > 2', '3 > 1 > 2']
  const named = (name: string): MapRegime => {
    const found = regimes.find((regime) => regime.name === name)
    if (found === undefined) throw new RangeError(`numbers: the map has no regime ${JSON.stringify(name)}`)
    return found
  }
  const isThirdBelowV1 =
    (training: Training) =>
    ({ v1, [training]: { means } }: MapRegime): boolean =>
      (means[2] ?? NaN) < v1
  const accuracies = (name: string, training: Training): number[] => [named(name).v1, ...named(name)[training].means]
  const grid = (flips: string): string[] =>
    ['0%', '5%', '10%', '20%', '30%', '50%'].filter((blind) =>
      ranked('union', '3 first')(named(`${flips} flips, ${blind} blind`)),
    )
  return {
    regimes: regimes.length,
    'trained on the union: regimes with 2 > 1 > 3, 1 > 2 > 3, 3 > 2 > 1, 2 > 3 > 1, 1 > 3 > 2, 3 > 1 > 2': orders.map((order) =>
      counted(ranked('union', order)),
    ),
    'trained on the new alone: the same': orders.map((order) => counted(ranked('new', order))),
    'regimes in which method 3 is below V1: new alone, union': [counted(isThirdBelowV1('new')), counted(isThirdBelowV1('union'))],
    'union, no wrong labels, no blind spot': accuracies('0% flips, 0% blind', 'union'),
    'union, 5 % wrong labels, no blind spot': accuracies('5% flips, 0% blind', 'union'),
    'new alone, 5 % wrong labels, no blind spot': accuracies('5% flips, 0% blind', 'new'),
    'union, uncertain labels': accuracies('logistic labels, temperature 0.25', 'union'),
    'union, no wrong labels, blind spot of 30 %': accuracies('0% flips, 30% blind', 'union'),
    'union, 2 % wrong labels, blind spot of 30 %': accuracies('2% flips, 30% blind', 'union'),
    'union, 5 % wrong labels, blind spot of 30 %': accuracies('5% flips, 30% blind', 'union'),
    'union, no wrong labels, blind spot of 10 %, λ = 1': accuracies('blind 10%, lambda 1', 'union'),
    'union, no wrong labels, no blind spot, λ = 0.001': accuracies('linear, clean, lambda 0.001', 'union'),
    'full scale, uncertain labels, union': accuracies('full scale, logistic labels and 2% flips', 'union'),
    'shares of blind spots with method 3 first, no wrong labels': grid('0%').join(', '),
    'the same, 1 % wrong labels': grid('1%').join(', '),
    'the same, 2 % wrong labels': grid('2%').join(', '),
    'the same, 5 % wrong labels': grid('5%').join(', ') || 'none',
  }
}
