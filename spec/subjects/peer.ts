/** One end of the line, the same on both: asks and waits, and serves the other while it waits. */
import { writeBack } from '../judge/plain-data.ts'
import { ArrayBytes, CallArrays } from './array-bytes.ts'
import { decode, type DecodeContext } from './decode.ts'
import { encode, type EncodeContext } from './encode.ts'
import { Kept, StandIns } from './references.ts'
import { errorToWire } from './wire-error.ts'
import { ProtocolError, type Reply, type Request, type Wire } from './wire.ts'

/** A line to the other side, which blocks. */
export interface Link {
  send(line: string): void
  /** Nothing is sent, and another line is waited for: time goes on. @throws whatever says that there is none left */
  goOn?(): void
  /** The next line. @throws whatever says why there is none */
  receive(): string
}

/** An answer as it is used: the value, what became of the arguments. */
export interface Answer {
  readonly value: unknown
  readonly promise: boolean
  /** What the arguments at these positions have become. */
  readonly changed: ReadonlyMap<number, unknown>
  readonly altered?: string
  /** What the promise is rejected with. */
  readonly error?: unknown
}

/** What makes one end the judge's or the subject's. */
export interface Side {
  /** The judge numbers the arrays that it sends, to know them when they come back. */
  readonly isJudge: boolean
  hello(): unknown
  call(part: string, args: readonly unknown[], isNew: boolean): unknown
  /** Runs a call that the other side asked for and gives the answer to it. */
  around(what: string, args: readonly unknown[], run: () => unknown): Answer | Promise<Answer>
  /** What is thrown here for an error that the other side reports. */
  readError(error: unknown): Error
}

export class Peer {
  readonly #link: Link
  readonly #side: Side
  readonly #kept = new Kept()
  readonly #standIns = new StandIns()
  readonly #context: EncodeContext & DecodeContext
  readonly #walks = new Map<number, Iterator<unknown>>()
  readonly #arrays = new CallArrays()
  /** What a callback of the judge threw in the call at hand: thrown again, as it is, if the call fails. */
  #thrown: { readonly error: unknown } | undefined
  #asked = 0
  #depth = 0

  constructor(link: Link, folder: string, side: Side) {
    this.#link = link
    this.#side = side
    const { isJudge } = side
    this.#context = {
      arrays: new ArrayBytes(folder, isJudge ? 'j' : 's'),
      kept: this.#kept,
      standIns: this.#standIns,
      caller: {
        apply: (ref, method, args) => this.apply(ref, method, args),
        walk: (ref) => this.#walk(ref),
      },
      numberOf: (array) => (isJudge ? this.#arrays.send(array) : this.#arrays.numberOf(array)),
      arrived: (array, sent) => {
        if (isJudge) return this.#arrays.back(sent, array)
        if (sent !== undefined) this.#arrays.keep(array, sent)
        return array
      },
    }
  }

  encode(value: unknown): Wire {
    return encode(value, this.#context)
  }

  /** Calls a part. */
  call(part: string, args: readonly unknown[], isNew: boolean): Answer {
    return this.#ask((id) => ({
      id,
      op: 'call',
      part,
      args: args.map((each) => this.encode(each)),
      ...(isNew ? { new: true } : {}),
    }))
  }

  hello(): unknown {
    return this.#ask((id) => ({ id, op: 'hello' })).value
  }

  /** Calls what the other side keeps. Its arguments are changed as it changed them. */
  apply(ref: number, method: string | undefined, args: readonly unknown[]): unknown {
    const answer = this.#ask((id) => ({
      id,
      op: 'apply',
      ref,
      ...(method === undefined ? {} : { method }),
      args: args.map((each) => this.encode(each)),
    }))
    for (const [at, now] of answer.changed) writeBack(args[at], now)
    return resultOf(answer)
  }

  *#walk(ref: number): IterableIterator<unknown> {
    const walk = Number(this.#ask((id) => ({ id, op: 'walk', ref })).value)
    for (;;) {
      const values = this.#ask((id) => ({ id, op: 'next', ref: walk })).value
      if (!Array.isArray(values)) throw new ProtocolError('the next values of an iterable are no list')
      yield* values
      if (values.length === 0) return
    }
  }

  #ask(build: (id: number) => Request): Answer {
    if (this.#side.isJudge && this.#depth === 0) {
      this.#arrays.clear()
      this.#thrown = undefined
    }
    this.#depth += 1
    try {
      const unused = this.#standIns.takeUnused()
      if (unused.length > 0) this.#post({ op: 'release', refs: unused })
      this.#asked += 1
      const id = this.#asked
      this.#post(build(id))
      for (;;) {
        const message = this.#read()
        if (isReply(message)) return this.#settle(message, id)
        const answered = this.#answer(message)
        if (answered instanceof Promise)
          throw new ProtocolError('a callback answered with a promise: callbacks return plain values')
      }
    } finally {
      this.#depth -= 1
    }
  }

  #settle(reply: Reply, id: number): Answer {
    if (reply.id === 0 && !reply.ok) throw this.#side.readError(reply.error)
    if (reply.id !== id) throw new ProtocolError(`an answer to ${String(reply.id)} where ${id} was asked`)
    const changed = new Map(
      Object.entries(reply.ok ? (reply.changed ?? {}) : {}).map(([at, wire]) => [Number(at), decode(wire, this.#context)]),
    )
    const promise = reply.promise === true
    if (reply.ok) {
      const altered = typeof reply.altered === 'string' ? { altered: reply.altered.slice(0, 200) } : {}
      return { value: decode(reply.value, this.#context), promise, changed, ...altered }
    }
    const error = this.#thrown === undefined ? this.#side.readError(reply.error) : this.#thrown.error
    if (!promise) throw error
    return { value: undefined, promise, changed, error }
  }

  /** Serves requests until the line ends. */
  async serveAll(): Promise<never> {
    for (;;) {
      const message = this.#read()
      if (isReply(message)) throw new ProtocolError('an answer where nothing was asked')
      this.#arrays.clear()
      await this.#answer(message)
    }
  }

  /** Answers at once where it can; a promise is answered when it is settled. */
  #answer(request: Request): void | Promise<void> {
    if (request.op === 'release') {
      this.#kept.release(request.refs)
      return this.#link.goOn?.()
    }
    const { id } = request
    const reply = ({ value, promise, changed, altered }: Answer): void =>
      this.#post({
        id,
        ok: true,
        value: this.encode(value),
        ...(promise ? { promise } : {}),
        ...(changed.size === 0
          ? {}
          : { changed: Object.fromEntries(Array.from(changed, ([at, now]) => [at, this.encode(now)])) }),
        ...(altered === undefined ? {} : { altered }),
      })
    const fail = (error: unknown, promise = false): void => {
      if (this.#side.isJudge) this.#thrown = { error }
      this.#post({ id, ok: false, error: errorToWire(error), ...(promise ? { promise } : {}) })
    }
    this.#depth += 1
    try {
      const answer = this.#perform(request)
      if (!(answer instanceof Promise)) return reply(answer)
      return answer.then(reply).catch((error: unknown) => fail(error, true))
    } catch (error) {
      return fail(error)
    } finally {
      this.#depth -= 1
    }
  }

  #perform(request: Exclude<Request, { readonly op: 'release' }>): Answer | Promise<Answer> {
    switch (request.op) {
      case 'hello':
        return plain(this.#side.hello())
      case 'call': {
        const args = this.#argsOf(request)
        return this.#side.around(request.part, args, () => this.#side.call(request.part, args, request.new === true))
      }
      case 'apply': {
        const { ref, method } = request
        const args = this.#argsOf(request)
        return this.#side.around(method ?? 'a function', args, () => this.#kept.apply(ref, method, args))
      }
      case 'walk': {
        this.#asked += 1
        this.#walks.set(this.#asked, this.#kept.walk(request.ref))
        return plain(this.#asked)
      }
      case 'next':
        return plain(this.#nextOf(request.ref))
      default:
        throw new ProtocolError(`the unknown operation ${JSON.stringify((request as { op?: unknown }).op)?.slice(0, 80)}`)
    }
  }

  /** Some values further; none when the walk is over. */
  #nextOf(ref: number): unknown[] {
    const walk = this.#walks.get(ref)
    if (walk === undefined) return []
    const values: unknown[] = []
    while (values.length < VALUES_AT_ONCE) {
      const { done, value } = walk.next()
      if (done === true) break
      values.push(value)
    }
    if (values.length === 0) this.#walks.delete(ref)
    return values
  }

  #argsOf({ args }: { readonly args: readonly Wire[] }): readonly unknown[] {
    if (!Array.isArray(args)) throw new ProtocolError('a call without a list of arguments')
    return args.map((each) => decode(each, this.#context))
  }

  #post(message: Request | Reply): void {
    this.#link.send(JSON.stringify(message).replace(NOT_ASCII, escapeCharacter))
  }

  #read(): Request | Reply {
    const line = this.#link.receive()
    this.#context.arrays.beginAnswer()
    try {
      const message: unknown = JSON.parse(line)
      if (typeof message === 'object' && message !== null) return message as Request | Reply
    } catch {
      // told below
    }
    throw new ProtocolError(`a line that is no JSON object: ${JSON.stringify(line.slice(0, 120))}`)
  }
}

/** Values of an iterable that cross at once. */
const VALUES_AT_ONCE = 64

const NOT_ASCII = /[\u007f-\uffff]/g

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function isReply(message: Request | Reply): message is Reply {
  return 'ok' in message
}

/** The value, or a promise of it where the other side gave one. */
export function resultOf({ value, promise, error }: Answer): unknown {
  if (!promise) return value
  const settled = error === undefined ? Promise.resolve(value) : Promise.reject(error)
  settled.catch(() => undefined) // who takes it for a value does not wait for it
  return settled
}

/** An answer that is a value, or the promise of one, and changes nothing. */
export function plain(value: unknown): Answer | Promise<Answer> {
  return value instanceof Promise
    ? value.then((settled: unknown) => ({ value: settled, promise: true, changed: new Map() }))
    : { value, promise: false, changed: new Map() }
}
