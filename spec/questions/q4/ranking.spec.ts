/** Rankings are read as people write them, and refused with what can be written. */
import { expect, test } from 'vitest'
import { allows, allPlaces, describeRanking, ranking, readRanking } from './ranking.ts'

const read = (written: unknown): string => {
  const result = ranking.safeParse(written)
  return result.success ? describeRanking(result.data) : (result.error.issues[0]?.message ?? '')
}

test.each([
  ['3 > 2 > 1', '3 > 2 > 1'],
  ['3>2>1', '3 > 2 > 1'],
  ['3, 2, 1', '3 > 2 > 1'],
  [[3, 2, 1], '3 > 2 > 1'],
  ['1 >= 2 > 3', '1 >= 2 > 3'],
  ['1 ≥ 2', '1 >= 2'],
  ['1 = 2 > 3', '1 = 2 > 3'],
  ['1 ~ 2', '1 = 2'],
  ['3 first', '3 > 1 and 3 > 2'],
  ['1 last', '2 > 1 and 3 > 1'],
  ['2 > 1', '2 > 1'],
])('%j says %s', (written, says) => {
  expect(read(written)).toBe(says)
})

test.each(['', '3', '3 > 3', '4 > 1', '3 > 2 > 1 > 3', '0 first', '3 > two', '321', '3 >'])('%j is refused', (written) => {
  expect(read(written)).toMatch(/^expected a ranking of methods 1, 2 and 3 such as 3 > 2 > 1, .* got "/)
})

test('there are thirteen orders, and a full ranking is true in one of them', () => {
  const said = readRanking('3 > 2 > 1')
  if (typeof said === 'string') expect.fail(said)
  expect(allPlaces).toHaveLength(13)
  expect(allPlaces.filter((places) => allows(said, places))).toEqual([[2, 1, 0]])
})
