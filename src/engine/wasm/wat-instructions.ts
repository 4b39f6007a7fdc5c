/** Words for writing WebAssembly text: enough for loops over addresses and vectors of four float32. */

/** Reads a local; numbers become constants. */
export const of = (operand: string | number): string => {
  if (typeof operand === 'number') return `(i32.const ${operand})`
  return operand.startsWith('(') ? operand : `(local.get $${operand})`
}

/** Sets a local. */
export const set = (local: string, value: string | number): string => `(local.set $${local} ${of(value)})`

/** Sum of 32-bit integers. */
export const add = (a: string | number, b: string | number): string => `(i32.add ${of(a)} ${of(b)})`
/** Difference of 32-bit integers. */
export const sub = (a: string | number, b: string | number): string => `(i32.sub ${of(a)} ${of(b)})`
/** Product of 32-bit integers. */
export const mul = (a: string | number, b: string | number): string => `(i32.mul ${of(a)} ${of(b)})`
/** The smaller of two unsigned integers. */
export const least = (a: string | number, b: string | number): string => `(select ${of(a)} ${of(b)} (i32.lt_u ${of(a)} ${of(b)}))`

/** Runs `body` for local = from, from + step … while it is below `to`; not at all when there is none. */
export function count(local: string, from: string | number, to: string | number, step: number, ...body: string[]): string {
  return `${set(local, from)}
    (block $${local}_end (loop $${local}_next
      (br_if $${local}_end (i32.ge_u ${of(local)} ${of(to)}))
      ${body.join('\n')}
      ${set(local, add(local, step))}
      (br $${local}_next)))`
}

/** Runs `yes` when the condition holds, `no` otherwise. */
export const when = (condition: string, yes: readonly string[], no: readonly string[] = []): string =>
  `(if ${condition} (then ${yes.join('\n')}) ${no.length === 0 ? '' : `(else ${no.join('\n')})`})`

/** Both conditions. */
export const both = (a: string, b: string): string => `(i32.and ${a} ${b})`
/** Equality of 32-bit integers. */
export const equals = (a: string | number, b: string | number): string => `(i32.eq ${of(a)} ${of(b)})`

/** A function with parameters (i32, or as `name:type` says) and typed locals. */
export function func(
  name: string,
  parameters: readonly string[],
  locals: Readonly<Record<string, readonly string[]>>,
  ...body: string[]
): string {
  const declared = Object.entries(locals).flatMap(([type, names]) => names.map((local) => `(local $${local} ${type})`))
  return `(func $${name} ${parameters.map(declare).join(' ')}
    ${declared.join(' ')}
    ${body.join('\n    ')})`
}

function declare(parameter: string): string {
  const [name = '', type = 'i32'] = parameter.split(':')
  return `(param $${name} ${type})`
}

/** A float32 at an address. */
export const load = (address: string | number, offset = 0): string => `(f32.load offset=${offset} ${of(address)})`
/** Writes a float32. */
export const store = (address: string | number, value: string, offset = 0): string =>
  `(f32.store offset=${offset} ${of(address)} ${of(value)})`
/** Four float32 at an address. */
export const load4 = (address: string | number, offset = 0): string => `(v128.load offset=${offset} ${of(address)})`
/** Writes four float32. */
export const store4 = (address: string | number, value: string, offset = 0): string =>
  `(v128.store offset=${offset} ${of(address)} ${of(value)})`

/** Lanes of two vectors, by 32-bit lane numbers 0 … 7. */
export function lanes(order: readonly number[], a: string, b: string): string {
  const bytes = order.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte))
  return `(i8x16.shuffle ${bytes.join(' ')} ${of(a)} ${of(b)})`
}

/** Transposes the 4 x 4 floats in locals r0 … r3, by way of t0 … t3. */
export const transpose4 = (): string =>
  [
    set('t0', lanes([0, 4, 1, 5], 'r0', 'r1')),
    set('t1', lanes([2, 6, 3, 7], 'r0', 'r1')),
    set('t2', lanes([0, 4, 1, 5], 'r2', 'r3')),
    set('t3', lanes([2, 6, 3, 7], 'r2', 'r3')),
    set('r0', lanes([0, 1, 4, 5], 't0', 't2')),
    set('r1', lanes([2, 3, 6, 7], 't0', 't2')),
    set('r2', lanes([0, 1, 4, 5], 't1', 't3')),
    set('r3', lanes([2, 3, 6, 7], 't1', 't3')),
  ].join('\n')

/** The locals of `transpose4`. */
export const transposeLocals = ['r0', 'r1', 'r2', 'r3', 't0', 't1', 't2', 't3']
