/** What is true of a correct loop, as a sentence about the trace that it leaves. */
import type { Trace } from '../machine/trace.ts'
import type { Setting } from '../setting.ts'
import type { Place } from '../vocabulary.ts'
import type { Intent } from './intent.ts'

/** As much of a witness as laws of loops use. */
export interface LoopWitness {
  close(what: string, got: number | ArrayLike<number>, expected: number | ArrayLike<number>, tolerance: number): void
  equal(what: string, got: unknown, expected: unknown): void
  require(rule: string, condition: boolean, got: unknown): void
  measured(name: string, value: unknown): void
}

/** What a law may ask besides the trace. */
export interface Context {
  /** What the loop is meant to do, where that is known from elsewhere. */
  readonly intent?: Intent
  /** The same run with other luck: what the generators start from where no seed is set. */
  readonly rerun: () => Trace
  /** ` (train.py:58:9)`, or nothing for a loop without a source. */
  readonly where: (...places: readonly (Place | undefined)[]) => string
}

export interface LoopLaw {
  /** `loop.what-is-true`. */
  readonly id: string
  readonly says: string
  readonly cites: string
  /** Settings in which the sentence says something; all by default. */
  readonly in?: (setting: Setting) => boolean
  /** Whether the loop does at all what the sentence is about. */
  speaksOf(trace: Trace): boolean
  holds(trace: Trace, witness: LoopWitness, context: Context): void
}

/** What rank 0 left. */
export function firstOf({ ranks }: Trace): Trace['ranks'][number] {
  const [first] = ranks
  if (first === undefined) throw new Error('firstOf: a trace without ranks')
  return first
}

/** Requires |got - right| <= tolerance; told in four digits. */
export function near(w: LoopWitness, what: string, got: number, right: number, tolerance: number): void {
  const [told, expected] = [Number(got.toPrecision(4)), Number(right.toPrecision(4))]
  const isNear = Math.abs(got - right) <= tolerance
  if (isNear || told === expected) w.close(what, got, right, tolerance)
  else w.equal(what, told, expected)
}

/** Requires got <= limit. */
export function atMost(w: LoopWitness, what: string, got: number, limit: number): void {
  w.equal(what, got <= limit ? `at most ${limit}` : String(Number(got.toPrecision(4))), `at most ${limit}`)
}

/** Requires got >= limit. */
export function atLeast(w: LoopWitness, what: string, got: number, limit: number): void {
  w.equal(what, got >= limit ? `at least ${limit}` : String(got), `at least ${limit}`)
}

/** Settings with ranks that have to share the work. */
export const inParallel = ({ ranks }: Setting): boolean => ranks > 1

/** Whether some rank has wrapped its model in what shards it. */
export function isSharded({ ranks }: Trace): boolean {
  return ranks.some(({ wraps }) => wraps.some((wrap) => wrap.with === 'fsdp1' || wrap.with === 'fsdp2'))
}
