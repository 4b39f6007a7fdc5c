/** The end of `assay check`: one line a part, which specs judged it and what they found, so that nothing is judged silently by nobody. */
import { styleText } from 'node:util'
import { counted } from '../judge/counted.ts'
import type { Spec } from '../judge/spec.ts'
import type { VerdictWord } from '../judge/verdict.ts'
import { printable } from '../report/text.ts'
import { BY_CHOICE } from './check-plan.ts'

/** A spec that was asked, and its verdict. */
export interface Asked {
  readonly spec: Spec
  readonly word: VerdictWord
  /** Of a refuted one: the parts that it speaks against. */
  readonly blames?: readonly string[]
}

/** Ids that a line names before it counts the rest. */
const NAMED = 3

/**
 * @param brings the parts that the subject brings itself
 * @param leftOut specs that were not asked though they need one of them, and why
 */
export function partLines(
  brings: readonly string[],
  asked: readonly Asked[],
  leftOut: readonly { readonly spec: Spec; readonly why: string }[],
  verbose: boolean,
): string[] {
  const concern = <T extends { readonly spec: Spec }>(all: readonly T[], part: string): T[] =>
    all.filter(({ spec }) => spec.needs.some((need) => need === part))
  const passedOver = brings.filter(
    (part) => concern(asked, part).length === 0 && concern(leftOut, part).some(({ why }) => why === BY_CHOICE),
  )
  const judged = brings.filter((part) => !passedOver.includes(part))
  /** What a spec says of a part: with the reference's other parts it holds where another part is to blame. */
  const of = (part: string): Asked[] =>
    concern(asked, part).map((each) => (each.blames?.includes(part) === false ? { ...each, word: 'holds' } : each))
  const width = Math.max(0, ...judged.map((part) => part.length))
  return [
    ...judged.map((part) => `${printable(part).padEnd(width)}  ${verdictOn(of(part), concern(leftOut, part), verbose)}`),
    ...(passedOver.length === 0
      ? []
      : [`${counted(passedOver.length, 'part')} ${BY_CHOICE}: ${printable(named(passedOver, verbose))}`]),
  ]
}

function verdictOn(about: readonly Asked[], leftOut: readonly { readonly why: string }[], verbose: boolean): string {
  const by = (...words: readonly VerdictWord[]): string[] =>
    about.filter(({ word }) => words.includes(word)).map(({ spec }) => spec.id)
  const [refuted, undecided, held] = [by('refuted'), by('undecided'), by('holds', 'conditional', 'loose')]
  if (refuted.length + undecided.length + held.length === 0) {
    const reasons = [...new Set(leftOut.map(({ why }) => why))]
    return styleText('red', `judged by none: ${reasons.length === 0 ? 'no spec needs it' : `needs ${reasons.join(', ')}`}`)
  }
  return [
    ...(refuted.length === 0 ? [] : [styleText('red', `refuted by ${named(refuted, verbose)}`)]),
    ...(undecided.length === 0 ? [] : [styleText('red', `undecided in ${named(undecided, verbose)}`)]),
    ...(held.length === 0 ? [] : [styleText('green', `holds in ${named(held, verbose)}`)]),
  ].join('; ')
}

function named(ids: readonly string[], verbose: boolean): string {
  const shown = verbose ? ids : ids.slice(0, NAMED)
  return `${shown.join(', ')}${shown.length < ids.length ? ` and ${ids.length - shown.length} more` : ''}`
}
