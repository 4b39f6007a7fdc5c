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

/**
 * Says in words when `holding` (a subset of `asked`) is the case: 'always', 'never', or a union of products such as
 * 'penalty = none and start = symmetric; or penalty = l2'. Short, not always shortest.
 */
export function describeConditions(asked: readonly Condition[], holding: readonly Condition[]): string {
  if (holding.length === 0) return 'never'
  if (holding.length === asked.length) return 'always'
  return productsOf(asked, holding).map(describeProduct).join('; or ')
}

/**
 * Products that hold of the conditions asked exactly those in `holding`: as large as they can be, the one with the first condition
 * asked (the usual case) first, then the simplest.
 */
export function productsOf(asked: readonly Condition[], holding: readonly Condition[]): Conditions[] {
  const holds = new Set(holding)
  const candidates = holding.map((seed) => grow(seed, asked, holds))
  const products: Conditions[] = []
  let left = [...holding]
  while (left.length > 0) {
    const news = (product: Conditions): number => left.filter((condition) => inside(condition, product)).length
    const best = candidates.reduce((a, b) => (news(b) > news(a) || (news(b) === news(a) && length(b) < length(a)) ? b : a))
    products.push(best)
    left = left.filter((condition) => !inside(condition, best))
  }
  const simplestFirst = products.toSorted((a, b) => length(a) - length(b))
  const [usual] = asked
  const isUnusual = (product: Conditions): number => Number(usual === undefined || !inside(usual, product))
  return simplestFirst
    .map((product, i) => trim(product, holding, simplestFirst.slice(0, i)))
    .toSorted((a, b) => isUnusual(a) - isUnusual(b) || length(a) - length(b))
}

/** The largest product around `seed` that holds no condition outside `holds`: first whole factors are freed, then single levels added. */
function grow(seed: Condition, asked: readonly Condition[], holds: ReadonlySet<Condition>): Conditions {
  let product: Record<string, readonly string[]> = Object.fromEntries(
    Object.entries(seed).map(([factor, level]) => [factor, [level]]),
  )
  const allowed = (candidate: Conditions): boolean =>
    asked.every((condition) => holds.has(condition) || !inside(condition, candidate))
  for (const factor of Object.keys(seed)) {
    const { [factor]: _freed, ...rest } = product
    if (allowed(rest)) product = rest
  }
  for (const factor of Object.keys(product)) {
    for (const level of new Set(asked.map((condition) => condition[factor] ?? ''))) {
      const levels = product[factor] ?? []
      const wider = { ...product, [factor]: [...levels, level] }
      if (!levels.includes(level) && allowed(wider)) product = wider
    }
  }
  return product
}

/** Leaves out the levels that say nothing new after `earlier`. */
function trim(product: Conditions, holding: readonly Condition[], earlier: readonly Conditions[]): Conditions {
  const own = holding.filter((condition) => inside(condition, product) && !earlier.some((other) => inside(condition, other)))
  return Object.fromEntries(
    Object.entries(product).map(([factor, levels]) => [
      factor,
      levels.filter((level) => own.some((condition) => condition[factor] === level)),
    ]),
  )
}

function length(product: Conditions): number {
  return Object.values(product).flat().length
}

/** Whether the product holds this condition. */
export function inside(condition: Condition, product: Conditions): boolean {
  return Object.entries(product).every(([factor, levels]) => levels.includes(condition[factor] ?? ''))
}

function describeProduct(product: Conditions): string {
  return Object.entries(product)
    .map(([factor, levels]) => `${factor} = ${levels.join(' or ')}`)
    .join(' and ')
}
