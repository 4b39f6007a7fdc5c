/**
 * What crosses between the judge and a subject in another process (`assay-subject/1`): one JSON object a line, ASCII only, no code.
 * Either side asks and answers; while it waits for an answer it serves the other, so that callbacks nest like calls.
 */
import { Lost } from '../judge/lost.ts'

/** A value on the line. Plain JSON stands for itself; an object with the key `$` is one of `Tagged`. */
export type Wire = null | boolean | number | string | readonly Wire[] | { readonly [key: string]: Wire }

/** What plain JSON cannot say. Every object on the line that has a key `$` is one of these. */
export type Tagged =
  | { readonly $: 'undefined' }
  | { readonly $: 'number'; readonly value: 'NaN' | 'Infinity' | '-Infinity' | '-0' }
  | { readonly $: 'bigint'; readonly value: string }
  /** Little-endian, row-major: base64, or raw bytes in a file of the folder that both sides know. `sent` numbers an array that the judge sent. */
  | ({ readonly $: 'array'; readonly dtype: string; readonly shape: readonly number[]; readonly sent?: number } & ArrayBytes)
  /** A function, an iterable, or an object with methods: it stays where it is, and calls come back to it. */
  | { readonly $: 'function'; readonly ref: number }
  | { readonly $: 'iterable'; readonly ref: number }
  | { readonly $: 'object'; readonly ref: number; readonly methods: readonly string[]; readonly data: Wire }
  /** What the other side sent as a reference comes home. */
  | { readonly $: 'yours'; readonly ref: number }
  | { readonly $: 'map'; readonly entries: readonly (readonly [Wire, Wire])[] }
  | { readonly $: 'set'; readonly values: readonly Wire[] }
  /** A record that has a key `$` of its own. Its keys stand in a list: a reader of JSON may then read from the inside out. */
  | { readonly $: 'record'; readonly entries: readonly (readonly [string, Wire])[] }
  /** Something that no value of the contract is: a symbol, a date. It equals nothing. */
  | { readonly $: 'other'; readonly shown: string }

type ArrayBytes = { readonly data: string } | { readonly file: string }

/** What one side asks of the other. */
export type Request =
  | { readonly id: number; readonly op: 'hello' }
  /** Of the subject: a part by its name. */
  | { readonly id: number; readonly op: 'call'; readonly part: string; readonly args: readonly Wire[]; readonly new?: boolean }
  /** Of either side: a function that was sent, or a method of an object that was. */
  | { readonly id: number; readonly op: 'apply'; readonly ref: number; readonly method?: string; readonly args: readonly Wire[] }
  /** Of either side: a walk over an iterable that was sent begins; its next values. */
  | { readonly id: number; readonly op: 'walk' | 'next'; readonly ref: number }
  /** References that the other side need not keep. There is no answer. */
  | { readonly op: 'release'; readonly refs: readonly number[] }

/** What the subject says of itself. */
export interface Hello {
  readonly protocol: string
  readonly name: string
  readonly parts: readonly string[]
}

/** How an error crosses: a type that the judge knows, and text. Nothing else of it does. */
export interface WireError {
  readonly type: string
  readonly message: string
  readonly code?: string
}

/** The answer to a request, in the order of the requests that are open. */
export type Reply =
  | {
      readonly id: number
      readonly ok: true
      readonly value: Wire
      /** The part answered with a promise of this. */
      readonly promise?: boolean
      /** Arguments that the part changed, by position, as they are now. */
      readonly changed?: { readonly [position: string]: Wire }
      /** An earlier result that the call altered, in words. */
      readonly altered?: string
    }
  | { readonly id: number; readonly ok: false; readonly error: WireError; readonly promise?: boolean }

export const PROTOCOL = 'assay-subject/1'

/** Arrays of more bytes go as files. */
export const FILE_FROM_BYTES = 2 ** 20

/** The longest line that is read. */
export const LONGEST_LINE = 2 ** 25

/** The other side sent what is no message of the protocol. The judge takes it for no answer at all, and so for no refusal. */
export class ProtocolError extends Lost {
  /** @param what it sent */
  constructor(what: string) {
    super('threw', `breaks the protocol ${PROTOCOL}: ${what}`)
  }
}
