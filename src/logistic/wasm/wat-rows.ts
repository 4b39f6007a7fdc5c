/**
 * The passes over the rows of a block, as WebAssembly text: logits, and either way to scatter residuals. Two entries of a row make a vector;
 * the halves of a gathered or scattered vector are loaded and stored apart, since WebAssembly has no gather (and on this kind of processor a
 * gather is no faster).
 */
import { advance, bothLanes, moved } from './wat-instructions.ts'

/** How a matrix stores its values. */
export type ValueType = 'f64' | 'f32'

/** Bytes of a value. */
export const VALUE_BYTES = { f64: 8, f32: 4 } as const

/** `$logits`, `$scatterDistinct` and `$scatterRepeated` */
export function rowPasses(values: ValueType): string {
  const bytes = VALUE_BYTES[values]
  const entry = entries(values)
  return `;; z = X w over the rows [row, last), given as addresses in indptr
  (func $logits (export "logits") ${passOver('w')}
    (local $p i32) (local $v i32) (local $stop i32) (local $even v128) (local $odd v128)
    (loop $rows
      ${openRow(bytes)}
      (local.set $even (v128.const i64x2 0 0))
      (local.set $odd (v128.const i64x2 0 0))
      ${overEntries(bytes, {
        pair: (at) => accumulate(at % 4 === 0 ? 'even' : 'odd', entry.pair(at), gatherPair('w', at)),
        single: () => accumulate('odd', entry.single, `(v128.load64_zero ${address('w', 0)})`),
      })}
      (local.set $even (f64x2.add (local.get $even) (local.get $odd)))
      (f64.store (local.get $z) ${bothLanes('even')})
      ${advance('z', 8)}
      (br_if $rows (i32.lt_u ${moved('row', 4)} (local.get $last)))))

  ;; g += z_i x_i over the rows: two columns at a time, which must differ
  (func $scatterDistinct ${SCATTER_LOCALS}
    (loop $rows
      ${openRow(bytes)}
      (local.set $residual (v128.load64_splat (local.get $z)))
      ${overEntries(bytes, { pair: (at) => scatterPair(entry.pair(at), at), single: () => scatterSingle(entry.single) })}
      ${advance('z', 8)}
      (br_if $rows (i32.lt_u ${moved('row', 4)} (local.get $last)))))

  ;; the same, one column at a time: right for a row that holds a column twice in succession
  (func $scatterRepeated ${SCATTER_LOCALS}
    (loop $rows
      ${openRow(bytes)}
      (local.set $residual (v128.load64_splat (local.get $z)))
      (block $done (loop $entries
        (br_if $done (i32.ge_u (local.get $p) (local.get $stop)))
        ${scatterSingle(entry.single)}
        ${advance('p', 4)} ${advance('v', bytes)}
        (br $entries)))
      ${advance('z', 8)}
      (br_if $rows (i32.lt_u ${moved('row', 4)} (local.get $last)))))`
}

/** Rows as addresses in indptr; the weights or the gradient under the name `dense`. */
export function passOver(dense: string): string {
  return `(param $row i32) (param $last i32) (param $indices i32) (param $data i32) (param $${dense} i32) (param $z i32)`
}

const SCATTER_LOCALS = `${passOver('g')}
    (local $p i32) (local $v i32) (local $stop i32) (local $residual v128) (local $x v128) (local $a i32) (local $b i32)`

/** How to load values: two at entry `at` after $v, or the one at $v. */
function entries(values: ValueType): { pair: (at: number) => string; single: string } {
  if (values === 'f64') {
    return { pair: (at) => `(v128.load offset=${8 * at} (local.get $v))`, single: '(v128.load64_zero (local.get $v))' }
  }
  return {
    pair: (at) => `(f64x2.promote_low_f32x4 (v128.load64_zero offset=${4 * at} (local.get $v)))`,
    single: '(f64x2.promote_low_f32x4 (v128.load32_zero (local.get $v)))',
  }
}

/** Points $p at the row's indices, $stop past them, and $v at its values. */
function openRow(valueBytes: number): string {
  return `(local.set $p (i32.load (local.get $row)))
      (local.set $v (i32.add (local.get $data) (i32.mul (local.get $p) (i32.const ${valueBytes}))))
      (local.set $p (i32.add (local.get $indices) (i32.shl (local.get $p) (i32.const 2))))
      (local.set $stop (i32.add (local.get $indices) (i32.shl (i32.load offset=4 (local.get $row)) (i32.const 2))))`
}

/** Walks the row by four entries, then by two, then by one. */
function overEntries(valueBytes: number, { pair, single }: { pair: (at: number) => string; single: () => string }): string {
  const left = '(i32.sub (local.get $stop) (local.get $p))'
  return `(block $done (loop $fours
        (br_if $done (i32.lt_u ${left} (i32.const 16)))
        ${pair(0)}
        ${pair(2)}
        ${advance('p', 16)} ${advance('v', 4 * valueBytes)}
        (br $fours)))
      (if (i32.ge_u ${left} (i32.const 8)) (then
        ${pair(0)}
        ${advance('p', 8)} ${advance('v', 2 * valueBytes)}))
      (if (i32.lt_u (local.get $p) (local.get $stop)) (then
        ${single()}))`
}

/** base + 8 * (the column of entry `at` after $p) */
function address(base: string, at: number): string {
  return `(i32.add (local.get $${base}) (i32.shl (i32.load offset=${4 * at} (local.get $p)) (i32.const 3)))`
}

function gatherPair(base: string, at: number): string {
  return `(v128.load64_lane 1 ${address(base, at + 1)} (v128.load64_zero ${address(base, at)}))`
}

function accumulate(sum: string, x: string, y: string): string {
  return `(local.set $${sum} (f64x2.add (local.get $${sum}) (f64x2.mul ${x} ${y})))`
}

function scatterPair(value: string, at: number): string {
  return `(local.set $a ${address('g', at)}) (local.set $b ${address('g', at + 1)})
        (local.set $x (f64x2.add (v128.load64_lane 1 (local.get $b) (v128.load64_zero (local.get $a)))
          (f64x2.mul (local.get $residual) ${value})))
        (v128.store64_lane 0 (local.get $a) (local.get $x)) (v128.store64_lane 1 (local.get $b) (local.get $x))`
}

function scatterSingle(value: string): string {
  return `(local.set $a ${address('g', 0)})
        (v128.store64_lane 0 (local.get $a)
          (f64x2.add (v128.load64_zero (local.get $a)) (f64x2.mul (local.get $residual) ${value})))`
}
