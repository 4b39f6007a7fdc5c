/** Sets of conditions, and the shortest way to say in which of them a sentence holds. */
import type { Condition, Conditions } from './spec.ts'

/** All combinations of levels, in the order of the factors; those that `applies` refuses are left out. */
export function points(conditions: Conditions, applies: (condition: Condition) => boolean = () => true): Condition[] {
  let all: Condition[] = [{}]
  for (const [factor, levels] of Object.entries(conditions)) {
    all = all.flatMap((condition) => levels.map((level) => ({ ...condition, [factor]: level })))
  }
  return all.filter(applies)
}

/** A box of conditions: a factor that it does not name may take any level. */
export type Box = Readonly<Record<string, readonly string[]>>

/**
 * Says in words when `holding` (a subset of `asked`) is the case: 'always', 'never', or a union of boxes such as
 * 'penalty = none and start = symmetric; or penalty = l2'. Short, not always shortest.
 */
export function describeConditions(asked: readonly Condition[], holding: readonly Condition[]): string {
  if (holding.length === 0) return 'never'
  if (holding.length === asked.length) return 'always'
  return boxesOf(asked, holding).map(describeBox).join('; or ')
}

/**
 * Boxes that hold of the conditions asked exactly those in `holding`: as large as they can be, the one with the first condition
 * asked (the usual case) first, then the simplest.
 */
export function boxesOf(asked: readonly Condition[], holding: readonly Condition[]): Box[] {
  const holds = new Set(holding)
  const candidates = holding.map((seed) => grow(seed, asked, holds))
  const boxes: Box[] = []
  let left = [...holding]
  while (left.length > 0) {
    const news = (box: Box): number => left.filter((condition) => inside(condition, box)).length
    const best = candidates.reduce((a, b) => (news(b) > news(a) || (news(b) === news(a) && length(b) < length(a)) ? b : a))
    boxes.push(best)
    left = left.filter((condition) => !inside(condition, best))
  }
  const simplestFirst = boxes.toSorted((a, b) => length(a) - length(b))
  const [usual] = asked
  const isUnusual = (box: Box): number => Number(usual === undefined || !inside(usual, box))
  return simplestFirst
    .map((box, i) => trim(box, holding, simplestFirst.slice(0, i)))
    .toSorted((a, b) => isUnusual(a) - isUnusual(b) || length(a) - length(b))
}

/** The largest box around `seed` that holds no condition outside `holds`: first whole factors are freed, then single levels added. */
function grow(seed: Condition, asked: readonly Condition[], holds: ReadonlySet<Condition>): Box {
  let box: Record<string, readonly string[]> = Object.fromEntries(
    Object.entries(seed).map(([factor, level]) => [factor, [level]]),
  )
  const allowed = (candidate: Box): boolean => asked.every((condition) => holds.has(condition) || !inside(condition, candidate))
  for (const factor of Object.keys(seed)) {
    const { [factor]: _freed, ...rest } = box
    if (allowed(rest)) box = rest
  }
  for (const factor of Object.keys(box)) {
    for (const level of new Set(asked.map((condition) => condition[factor] ?? ''))) {
      const levels = box[factor] ?? []
      const wider = { ...box, [factor]: [...levels, level] }
      if (!levels.includes(level) && allowed(wider)) box = wider
    }
  }
  return box
}

/** Leaves out the levels that say nothing new after `earlier`. */
function trim(box: Box, holding: readonly Condition[], earlier: readonly Box[]): Box {
  const own = holding.filter((condition) => inside(condition, box) && !earlier.some((other) => inside(condition, other)))
  return Object.fromEntries(
    Object.entries(box).map(([factor, levels]) => [
      factor,
      levels.filter((level) => own.some((condition) => condition[factor] === level)),
    ]),
  )
}

function length(box: Box): number {
  return Object.values(box).flat().length
}

/** Whether the box holds this condition. */
export function inside(condition: Condition, box: Box): boolean {
  return Object.entries(box).every(([factor, levels]) => levels.includes(condition[factor] ?? ''))
}

function describeBox(box: Box): string {
  return Object.entries(box)
    .map(([factor, levels]) => `${factor} = ${levels.join(' or ')}`)
    .join(' and ')
}
