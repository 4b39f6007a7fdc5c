/**
 * The contract: everything that a subject can offer, and so everything that a spec can speak of.
 *
 * A subject is a module whose default export is `{ name, url: import.meta.url, ...parts }`. Every part is optional:
 * what is missing is reported as `not offered`, never as a pass. Arrays go in and come out as plain typed arrays;
 * no part may change its arguments. The signatures, with shapes, units, ranges and errors, stand in `contract/`, one file a room.
 */
import type { BetaBernoulli } from './contract/beta-bernoulli.ts'
import type { Complexity } from './contract/complexity.ts'
import type { Experiments } from './contract/experiment.ts'
import type { Logistic } from './contract/logistic.ts'
import type { Sparse } from './contract/sparse.ts'
import type { Tails } from './contract/tails.ts'
import type { TwoProportion } from './contract/two-proportion.ts'

/** What the reference offers. */
export interface ReferenceParts extends BetaBernoulli, Complexity, Experiments, Logistic, Sparse, Tails, TwoProportion {}

/** What only an answer sheet offers. Each question adds its own to this interface, in its own file (see `answers/`). */
export interface AnswerParts {}

/** All parts, by name. */
export interface Parts extends ReferenceParts, AnswerParts {}

/** The name of a part. */
export type PartName = keyof Parts

/** Something that can be judged. */
export interface Subject extends Partial<Parts> {
  readonly name: string
  /** The module that others import to get the same subject (a rank, a child process). */
  readonly url: string
}
