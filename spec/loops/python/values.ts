/** What an expression of a Python loop is known to be. */
import type { Place, Precision, Value, Wrapper } from '../vocabulary.ts'
import type { Tree } from './tree.ts'

export type Py =
  | { readonly kind: 'none' }
  /** A number or a truth value: a constant, or a number of the program. */
  | { readonly kind: 'number'; readonly value: Value }
  /** Text: constants and numbers, joined. */
  | { readonly kind: 'text'; readonly parts: readonly Value[] }
  | { readonly kind: 'list'; readonly items: readonly Py[] }
  | { readonly kind: 'dict'; readonly entries: Map<string, Py> }
  /** Something of a package, by its path: `torch.nn.DataParallel`. */
  | { readonly kind: 'name'; readonly path: string; readonly wraps?: Wrapper }
  | {
      readonly kind: 'function'
      readonly name: string
      readonly tree: Tree
      readonly scope: Scope
      readonly self?: Py
      readonly noGrad: boolean
    }
  | {
      readonly kind: 'class'
      readonly name: string
      readonly tree: Tree
      readonly scope: Scope
      readonly base: 'model' | 'data set' | 'other'
    }
  | { readonly kind: 'instance'; readonly of: Extract<Py, { kind: 'class' }>; readonly fields: Map<string, Py> }
  /** A thing of the program. */
  | Thing
  | { readonly kind: 'device'; readonly name: string }
  | { readonly kind: 'dtype'; readonly name: Precision }
  | { readonly kind: 'parameters'; readonly of: string }
  | { readonly kind: 'criterion'; readonly reduction: 'mean' | 'sum' | 'none' }
  /** What a loop over batches, or over numbers, runs over. */
  | { readonly kind: 'range'; readonly from: Value; readonly until: Value }
  | { readonly kind: 'counted'; readonly over: Py }
  | { readonly kind: 'part'; readonly batch: string; readonly which: 'inputs' | 'targets' | 'all'; device: string }
  /** What a model gives that is told its targets. */
  | { readonly kind: 'result'; readonly outputs: Thing; readonly loss: Thing }
  | { readonly kind: 'region'; readonly region: Region }
  /** `optimizer.param_groups`, and one of them. */
  | { readonly kind: 'groups'; readonly of: string }
  | { readonly kind: 'state'; readonly of: string }
  | { readonly kind: 'file'; readonly path: readonly Value[]; readonly key: string }
  /** Numbers that were appended: their sum and count are numbers of the program. */
  | { readonly kind: 'series'; readonly register: string }
  /** An argument of the command line that chooses how to run. */
  | { readonly kind: 'mode' }
  | { readonly kind: 'arguments'; readonly values: Map<string, Py> }
  | { readonly kind: 'environment' }
  /** Not known yet: what its first use needs it to be. */
  | Open
  | { readonly kind: 'unknown'; readonly why: string }

export interface Thing {
  readonly kind: 'thing'
  readonly of: ThingKind
  readonly register: string
}

export type ThingKind = 'model' | 'outputs' | 'loss' | 'optimizer' | 'scaler' | 'data set' | 'sampler' | 'loader' | 'schedule'

export interface Open {
  readonly kind: 'open'
  readonly name: string
  readonly at: Place
  /** An undefined name: a placeholder. */
  readonly isPlaceholder: boolean
  /** A tensor that is computed from what is not known, and where it was moved. */
  readonly tensorOn?: string
  become: Py | undefined
}

/** Steps around a `with` block. */
export type Region =
  | { readonly do: 'autocast'; readonly device?: 'cuda' | 'cpu'; readonly dtype?: Precision; readonly enabled?: Value }
  | { readonly do: 'no sync'; readonly of: string; readonly unless?: Value }
  | { readonly do: 'no grad' }
  | { readonly do: 'nothing' }

export class Scope {
  readonly names = new Map<string, Py>()
  readonly parent: Scope | undefined
  /** Before the names of the program's numbers: scopes do not share them. */
  readonly prefix: string

  constructor(prefix: string, parent?: Scope) {
    this.prefix = prefix
    this.parent = parent
  }

  find(name: string): Py | undefined {
    return this.names.get(name) ?? this.parent?.find(name)
  }
}

export const none: Py = { kind: 'none' }
export const number = (value: Value | boolean): Py => ({
  kind: 'number',
  value: typeof value === 'boolean' ? Number(value) : value,
})
export const text = (value: string): Py => ({ kind: 'text', parts: [value] })
export const unknown = (why: string): Py => ({ kind: 'unknown', why })

/** The text itself, if it has no numbers of the program in it. */
export function constantText(value: Py | undefined): string | undefined {
  if (value?.kind !== 'text' || value.parts.some((part) => typeof part === 'object')) return undefined
  return value.parts.map((part) => (typeof part === 'object' ? '' : part)).join('')
}

export function constantNumber(value: Py | undefined): number | undefined {
  return value?.kind === 'number' && typeof value.value === 'number' ? value.value : undefined
}

/** Whether Python takes it for true, where that is known. */
export function truthOf(value: Py): Value | undefined {
  switch (value.kind) {
    case 'none':
      return 0
    case 'number':
      return value.value
    case 'text':
      return Number(value.parts.some((part) => part !== ''))
    case 'list':
      return Number(value.items.length > 0)
    case 'dict':
      return Number(value.entries.size > 0)
    case 'unknown':
    case 'mode':
      return undefined
    case 'open':
      return value.become === undefined ? undefined : truthOf(value.become)
    default:
      return 1
  }
}
