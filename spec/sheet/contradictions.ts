/**
 * Which answers of one sheet cannot be true together, found by computing: every answer says which worlds it allows, and a set of
 * answers that no world allows is inconsistent. Only minimal sets are reported, so each member is needed for the contradiction.
 */
import type { Answer, Question } from '../questions/question.ts'

/** Answers of which no world allows all, though it allows all but any one of them: two or more, in the order of the sheet. */
export type Contradiction<A extends Answer = Answer> = readonly A[]

/** A set of answers, bit by bit in the order of the sheet. */
type AnswerSet = bigint

/** How far the search goes, so that no sheet takes long: asking an answer about a world, and looking at a set of answers. */
const limits = { asked: 400_000, sets: 20_000, size: 6 } as const

/**
 * Finds the minimal inconsistent sets among the answers of one sheet, small ones first, then in the order of the sheet.
 * An answer that no world allows is wrong by itself and contradicts nothing; nor does one whose slot allows everything.
 * The finding is as good as the question's worlds: among answers that each have one, a missing world can only add a contradiction.
 * @param answers may carry more than a slot and a value (the item that gave them): they are returned as they came
 * @param largest size of the largest set looked for, at least 2
 * @returns undefined if the answers are too many and too different to search all worlds; very large sets are not looked for
 */
export function contradictions<A extends Answer>(
  question: Question,
  answers: readonly A[],
  largest: number = limits.size,
): Contradiction<A>[] | undefined {
  const speaking = answers.filter((answer) => question.slots[answer.slot]?.allows !== undefined)
  const possible = consistentSets(question, speaking)
  if (possible === undefined) return undefined
  const consistent = (set: AnswerSet): boolean => possible.some((allowed) => (set & ~allowed) === 0n)
  const found: AnswerSet[] = []
  let grown = speaking.map((_, i) => 1n << BigInt(i)).filter(consistent)
  for (let size = 2; size <= largest && grown.length > 0 && grown.length * speaking.length <= limits.sets; size += 1) {
    const candidates = grown
      .flatMap((set) => speaking.map((_, i) => 1n << BigInt(i)).map((one) => (one > set ? set | one : 0n)))
      .filter((set) => set !== 0n && subsetsOneSmaller(set).every(consistent))
    found.push(...candidates.filter((set) => !consistent(set)))
    grown = candidates.filter(consistent)
  }
  return found.map((set) => speaking.filter((_, i) => (set & (1n << BigInt(i))) !== 0n))
}

/** What each world allows, as a set of answers; a world that allows no more than another adds nothing and is left out. */
function consistentSets(question: Question, answers: readonly Answer[]): AnswerSet[] | undefined {
  let asked = 0
  const allows = answers.map((answer) => allowing(question, answer))
  const all = new Set<AnswerSet>()
  for (const world of question.worlds?.(answers) ?? []) {
    asked += answers.length
    if (asked > limits.asked) return undefined
    all.add(allows.reduce((set, allow, i) => (allow(world) ? set | (1n << BigInt(i)) : set), 0n))
  }
  const sets = [...all]
  return sets.filter((set) => !sets.some((other) => other !== set && (set & ~other) === 0n))
}

function allowing(question: Question, answer: Answer): (world: unknown) => boolean {
  // A slot reads its own values (see `slot`), which is why the value may be passed back to it.
  const asked = question.slots[answer.slot]
  return (world) => asked?.allows?.(answer.value as never, world) ?? true
}

function subsetsOneSmaller(set: AnswerSet): AnswerSet[] {
  const smaller: AnswerSet[] = []
  for (let one = 1n; one <= set; one <<= 1n) {
    if ((set & one) !== 0n) smaller.push(set & ~one)
  }
  return smaller
}
