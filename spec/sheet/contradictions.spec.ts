/** Contradictions among the answers of a sheet, against their definition. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { slot, type Answer, type Question } from '../questions/question.ts'
import { contradictions } from './contradictions.ts'

/** A question whose worlds are the numbers 0..7; an answer is the list of worlds that it allows. */
const worlds = [0, 1, 2, 3, 4, 5, 6, 7]
const question: Question = {
  id: 'toy',
  title: 'Which number?',
  asks: 'Which of the numbers 0 to 7 is meant?',
  supplies: {},
  conditions: {},
  slots: {
    among: slot<readonly number[], number>({
      means: 'the numbers that may be meant',
      example: [0, 1],
      reads: z.array(z.number()).readonly(),
      parts: () => ({}),
      specs: () => [],
      allows: (value, world) => value.includes(world),
    }),
    silent: slot<string, number>({
      means: 'a remark',
      example: 'none',
      reads: z.string(),
      parts: () => ({}),
      specs: () => [],
    }),
  },
  worlds: () => worlds,
}

const among = (...value: number[]): Answer => ({ slot: 'among', value })
const answer = fc.subarray(worlds).map((value) => among(...value))

/** The definition, word by word: every subset, and whether it and its proper subsets have a world in common. */
function byDefinition(answers: readonly Answer[]): Set<string> {
  const lists = answers.map(({ value }) => value as readonly number[])
  const consistent = (set: readonly number[]): boolean => worlds.some((world) => set.every((i) => lists[i]?.includes(world)))
  const found = new Set<string>()
  for (let bits = 0; bits < 2 ** answers.length; bits += 1) {
    const set = answers.map((_, i) => i).filter((i) => Math.floor(bits / 2 ** i) % 2 === 1)
    const minimal = set.every((left) => consistent(set.filter((i) => i !== left)))
    if (set.length >= 2 && !consistent(set) && minimal) found.add(set.join())
  }
  return found
}

describe('contradictions', () => {
  test('are exactly the minimal sets of two or more answers that no world allows', () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 7 }), (answers) => {
        const found = (contradictions(question, answers, answers.length) ?? []).map((set) =>
          set.map((one) => answers.indexOf(one)).join(),
        )
        expect(new Set(found)).toEqual(byDefinition(answers))
        expect(found.length).toBe(new Set(found).size)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  test('a triple of which each pair has a world in common is found as a triple, and the answers come back as they were', () => {
    const answers = [among(0, 1), among(1, 2), among(0, 2), among(0, 1, 2, 3)].map((one, i) => ({ ...one, item: 'abcd'[i] }))
    expect(contradictions(question, answers)?.map((set) => set.map(({ item }) => item))).toEqual([['a', 'b', 'c']])
  })

  test('small sets come first, and no found set contains another', () => {
    const answers = [among(0, 1), among(1, 2), among(0, 2), among(7)]
    expect(contradictions(question, answers)?.map((set) => set.length)).toEqual([2, 2, 2, 3])
    expect(contradictions(question, answers, 2)?.map((set) => set.length)).toEqual([2, 2, 2])
  })

  test('an answer that no world allows, and one that allows everything, contradict nothing', () => {
    expect(contradictions(question, [among(), among(1), { slot: 'silent', value: 'hm' }, { slot: 'unknown', value: 1 }])).toEqual(
      [],
    )
  })
})
