/** The state of reading a Python loop for one setting and one rank: what names mean, and the steps so far. Nothing of the file is executed. */
import { evaluate as compute } from '../machine/evaluate.ts'
import type { Setting } from '../setting.ts'
import type { Place, Program, Step, Value } from '../vocabulary.ts'
import { Refusal, type Tree } from './tree.ts'
import { none, number, Scope, unknown, type Open, type Py, type Thing, type ThingKind } from './values.ts'

/** How a block of statements ends. */
export type Signal = { readonly returns: Py } | 'leaves' | undefined

export interface Note {
  readonly at: Place
  readonly message: string
}

export class Reader {
  readonly setting: Setting
  readonly rank: number
  readonly notes: Note[] = []
  scope = new Scope('')
  at: Place = { line: 1, column: 1 }
  /** Open loops and conditions that are decided at run time. */
  depth = 0
  /** Functions of the file that are being called. */
  calls = 0
  /** What is set in the environment by the code itself. */
  readonly environment = new Map<string, Py>()
  hasGroup = false
  #program: (Step & { at: Place })[] = []
  readonly #first: (Step & { at: Place })[] = []
  #made = 0
  /** Registers of models -> whether they are wrapped. */
  readonly wrapped = new Map<string, boolean>()
  /** Registers of loaders -> those of their samplers. */
  readonly samplers = new Map<string, string>()
  /** Data sets -> a loader over them, and back. */
  readonly loaders = new Map<string, string>()
  readonly dataOf = new Map<string, string>()
  /** Batches of which some part was moved to a GPU. */
  readonly movedBatches = new Set<string>()
  /** Outputs that were cast to float32. */
  readonly upcast = new Set<string>()
  lastModel: string | undefined
  /** Set by `read-loop`: expressions and statements need each other. */
  evaluate: (tree: Tree) => Py
  execute: (trees: readonly Tree[]) => Signal

  callFunction: (called: Extract<Py, { kind: 'function' }>, given: readonly Py[]) => Py

  constructor(setting: Setting, rank: number) {
    this.setting = setting
    this.rank = rank
    this.evaluate = () => none
    this.execute = () => undefined
    this.callFunction = () => none
  }

  get program(): Program {
    return [...this.#first, ...this.#program]
  }

  emit(step: Step): void {
    this.#program.push({ ...step, at: this.at })
  }

  /** A step that makes what is there from the start: before all loops. */
  emitOnce(step: Step): void {
    if (this.depth === 0) this.emit(step)
    else this.#first.push({ ...step, at: this.at })
  }

  /** The steps that `action` emits, apart. */
  apart<T>(action: () => T): { steps: Program; result: T } {
    const before = this.#program
    this.#program = []
    try {
      const result = action()
      return { steps: this.#program, result }
    } finally {
      this.#program = before
    }
  }

  note(message: string, at: Place = this.at): void {
    if (!this.notes.some((note) => note.at.line === at.line && note.message === message)) this.notes.push({ at, message })
  }

  refuse(message: string): never {
    throw new Refusal(`line ${this.at.line}, column ${this.at.column}: ${message}`, this.at)
  }

  fresh(name: string): string {
    this.#made += 1
    return `${name} ${this.#made}`
  }

  thing(of: ThingKind, register = this.fresh(of)): Thing {
    if (of === 'model') this.lastModel = register
    return { kind: 'thing', of, register }
  }

  look(name: string): Py {
    const known = this.scope.find(name)
    if (known !== undefined) return known
    this.emit({ do: 'fail', kind: 'name', message: `NameError: name '${name}' is not defined` })
    const made: Open = { kind: 'open', name, at: this.at, isPlaceholder: true, become: undefined }
    let outermost = this.scope
    while (outermost.parent !== undefined) outermost = outermost.parent
    outermost.names.set(name, made)
    return made
  }

  /** Operations on constants are done at once. */
  operation(op: string, ...of: readonly Value[]): Value {
    if (!of.every((each) => typeof each === 'number')) return { op, of }
    const { value } = compute(
      { op, of },
      () => ({ value: NaN }),
      () => ({ value: NaN }),
    )
    return value
  }

  /** The value as a thing of this kind; something open becomes one. */
  as(of: ThingKind, value: Py | undefined): Thing | undefined {
    if (value === undefined) return undefined
    if (value.kind === 'thing') return value.of === of ? value : undefined
    if (value.kind === 'result') return of === 'loss' ? value.loss : of === 'outputs' ? value.outputs : undefined
    if (value.kind !== 'open') return undefined
    if (value.become !== undefined) return this.as(of, value.become)
    if (of !== 'model' && of !== 'data set') return undefined
    if (value.tensorOn !== undefined) return undefined
    const made = this.thing(of)
    this.emitOnce(of === 'model' ? { do: 'build', as: made.register } : { do: 'data set', as: made.register })
    value.become = made
    return made
  }

  /** The value as a number of the program, a loss by its item. */
  asNumber(value: Py | undefined): Value | undefined {
    if (value?.kind === 'number') return value.value
    const loss = this.as('loss', value)
    if (loss !== undefined) return { op: 'item', of: [loss.register] }
    if (value?.kind === 'open' && value.become !== undefined) return this.asNumber(value.become)
    return undefined
  }

  /** A number that is kept in the program under a name, so that later steps may change it. */
  keep(name: string, value: Value): Py {
    this.emit({ do: 'set', name, to: value })
    return number(name)
  }

  /** Whether a value changes from one pass of a loop to the next, or is known only when the program runs. */
  isConstant(value: Value): boolean {
    return typeof value === 'number'
  }

  /** A call that nothing is known of. */
  notUnderstood(tree: Tree, what = 'not understood, taken as changing nothing'): Py {
    const line = tree.text.replaceAll(/\s+/g, ' ')
    this.note(`${line.length > 60 ? `${line.slice(0, 60)}…` : line}: ${what}`, tree.at)
    return unknown(line)
  }
}
