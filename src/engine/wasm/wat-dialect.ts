/**
 * One description of an elementwise loop, written twice: for vectors of four float32, and for the one to three that are left.
 * Lanes are independent, so both give the same bits to the same value, wherever it stands.
 */
import { add, count, mul, of, set, sub } from './wat-instructions.ts'

/** The words of one of the two forms. */
export interface Dialect {
  /** Values worked on at a time. */
  readonly width: 4 | 1
  /** The name of a local that exists in both forms. */
  readonly name: (local: string) => string
  /** An operation on values: `add`, `mul`, `max`, `nearest` … */
  readonly op: (operation: string, ...operands: (string | number)[]) => string
  readonly load: (pointer: string) => string
  readonly store: (pointer: string, value: string) => string
  /** Sets a local that exists in both forms. */
  readonly set: (local: string, value: string) => string
  /** The second of two locals or numbers where the first is `lt` or `gt` it, else the first: one instruction, where `max` and `min` take six. */
  readonly unless: (comparison: 'lt' | 'gt', a: string, b: string | number) => string
  /** 2 to the power of n, from -126 to 127, given the local 1.5 2^23 + n, whose lowest bits are n. */
  readonly powerOfTwo: (local: string) => string
}

/** The bits of 1. */
const one = 0x3f800000

function dialect(width: 4 | 1): Dialect {
  const prefix = width === 4 ? 'f32x4' : 'f32'
  const memory = width === 4 ? 'v128' : 'f32'
  const constant = (x: number): string =>
    width === 4 ? `(v128.const f32x4 ${Array<number>(4).fill(x).join(' ')})` : `(f32.const ${x})`
  const name = (local: string): string => `${local}${width}`
  const operand = (value: string | number): string => {
    if (typeof value === 'number') return constant(value)
    return value.startsWith('(') ? value : `(local.get $${name(value)})`
  }
  return {
    width,
    name,
    op: (operation, ...operands) => `(${prefix}.${operation} ${operands.map(operand).join(' ')})`,
    load: (pointer) => `(${memory}.load ${of(pointer)})`,
    store: (pointer, value) => `(${memory}.store ${of(pointer)} ${operand(value)})`,
    set: (local, value) => `(local.set $${name(local)} ${operand(value)})`,
    unless: (comparison, a, b) => {
      const [x, y] = [operand(a), operand(b)]
      return width === 4
        ? `(f32x4.${comparison === 'lt' ? 'pmax' : 'pmin'} ${x} ${y})`
        : `(select ${y} ${x} (f32.${comparison} ${x} ${y}))`
    },
    powerOfTwo: (local) =>
      width === 4
        ? `(i32x4.add (i32x4.shl ${operand(local)} (i32.const 23)) (v128.const i32x4 ${Array<number>(4).fill(one).join(' ')}))`
        : `(f32.reinterpret_i32 (i32.add (i32.shl (i32.reinterpret_f32 ${operand(local)}) (i32.const 23)) (i32.const ${one})))`,
  }
}

const forms = [dialect(4), dialect(1)] as const

/** The locals that `eachValue` and the named values need, by type. */
export function localsOf(names: readonly string[]): { i32: string[]; v128: string[]; f32: string[] } {
  return {
    i32: ['whole', 'at'],
    v128: names.map((local) => forms[0].name(local)),
    f32: names.map((local) => forms[1].name(local)),
  }
}

/** Runs `body` over `n` values; the pointers move on by what was worked on. */
export function eachValue(pointers: readonly string[], n: string, body: (form: Dialect) => readonly string[]): string {
  const moves = (width: number): string[] => pointers.map((pointer) => set(pointer, add(pointer, 4 * width)))
  return [
    set('whole', `(i32.and ${of(n)} (i32.const -4))`),
    count('at', 0, 'whole', 4, ...body(forms[0]), ...moves(4)),
    count('at', 'whole', n, 1, ...body(forms[1]), ...moves(1)),
  ].join('\n')
}

/** Sets a local in both forms to a number. */
export const start = (local: string, value: number): string =>
  forms.map(({ set: write, op }) => write(local, value === 0 ? op('add', 0, 0) : op('add', value, 0))).join('\n')

/** Sets both forms of a local to the same f32, the single one first: `value` may be made of the local itself. */
export const spread = (local: string, value: string): string =>
  forms[1].set(local, value) + forms[0].set(local, `(f32x4.splat (local.get $${forms[1].name(local)}))`)

/** The f32 that the lanes of a local and its single form combine to. */
export function combined(operation: 'add' | 'max', local: string): string {
  const lane = (i: number): string => `(f32x4.extract_lane ${i} (local.get $${local}4))`
  const pair = (a: string, b: string): string => `(f32.${operation} ${a} ${b})`
  return pair(pair(pair(lane(0), lane(1)), pair(lane(2), lane(3))), `(local.get $${local}1)`)
}

/** Moves a pointer back over `n` values. */
export const rewind = (pointer: string, n: string): string => set(pointer, sub(pointer, mul(4, n)))
