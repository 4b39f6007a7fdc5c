/** What is judged: a subject offers some parts of the contract, or answers to questions. */
import type { Contract } from '../../src/contract/index.ts'

/** What only an answer sheet offers. Each question adds its own to this interface, in its own folder (see `questions/`). */
export interface AnswerParts {}

/** All parts, by name. */
export interface Parts extends Contract, AnswerParts {}

/** The name of a part. */
export type PartName = keyof Parts

/** Something that can be judged. */
export interface Subject extends Partial<Parts> {
  readonly name: string
  /** The module that others import to get the same subject (a rank, a child process). */
  readonly url: string
}
