/**
 * The gradient kernel as WebAssembly text: `sparse-gradient` in f64x2 vectors. `assemble-kernel` turns it into bytes at build time.
 *
 * Memory holds the matrix (indptr, indices, data), the signs, the weights w, a gradient g for each thread and the margins z of a block.
 * All parameters are byte addresses, save counts. Two entries of a row make a vector; the halves of a gathered or scattered vector are
 * loaded and stored apart, since WebAssembly has no gather (and on this kind of processor a gather is no faster).
 *
 * [Note: short chains] One loop for the sigmoid would be a chain of 100 cycles of which a processor overlaps three or four pairs of rows: its queue of
 * waiting operations is full then. Cut in three, each part's chain is short enough that the arithmetic units never wait (40 % less time).
 *
 * [Note: fetching] Gathers all over w make a processor lose sight of the matrix's stream, and then every cache line of it is waited for. So
 * a chunk's lines are first read in order, one word each, and the margins find them in the cache.
 */

/** How a matrix stores its values. */
export type ValueType = 'f64' | 'f32'

/** exp(r) = 1 + r + r^2 q(r) on |r| <= ln(2) / 2: minimax q of degree 9 (Remez, 60 digits), relative error 1.1e-17 as rounded. */
const EXP_Q = [
  0.5000000000000011, 0.16666666666666413, 0.041666666666530155, 0.008333333333494461, 0.0013888888943630114,
  0.00019841269506578688, 2.480149309890655e-5, 2.7557586373840165e-6, 2.763024837921144e-7, 2.5000061602835666e-8,
] as const

/** ln 2 in two parts, the high one with 21 trailing zero bits: k * high is exact for |k| < 2^21 (Cody and Waite). */
const LN2_HIGH = 6.9314718036912381649e-1
const LN2_LOW = 1.90821492927058770002e-10
/** 1.5 * 2^52: adding it rounds to an integer, and leaves that integer in the low bits. */
const ROUND = 6755399441055744
/** exp(-708) is the last that is a normal number with room to spare; below it counts as 0. */
const LAST_EXPONENT = 708
/** Rows whose losses are multiplied up before one logarithm is taken: 2^128 a lane is far from overflow. */
const ROWS_A_LOGARITHM = 256
/** Bytes of a chunk's t, or r, in the scratch. */
const SCRATCH_HALF = 8 * ROWS_A_LOGARITHM
/** Bytes of scratch that a thread needs. */
export const SCRATCH_BYTES = 2 * SCRATCH_HALF

/** @param values how the matrix stores its values; all sums are f64 */
export function kernelWat(values: ValueType): string {
  const entry = entries(values)
  return `(module
  (import "host" "memory" (memory 1 65536 shared))
  (import "host" "log1p" (func $log1p (param f64) (result f64)))

  ;; g = l2 * w over n columns, rounded up to pairs; returns |w|^2
  (func (export "start") (param $w i32) (param $g i32) (param $n i32) (param $l2 f64) (result f64)
    (local $end i32) (local $x v128) (local $sum v128)
    (local.set $end (i32.add (local.get $w) (i32.shl (local.get $n) (i32.const 3))))
    (block $done (loop $pairs
      (br_if $done (i32.ge_u (local.get $w) (local.get $end)))
      (local.set $x (v128.load (local.get $w)))
      (v128.store (local.get $g) (f64x2.mul (local.get $x) (f64x2.splat (local.get $l2))))
      (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $x) (local.get $x))))
      ${advance('w', 16)} ${advance('g', 16)}
      (br $pairs)))
    ${bothLanes('sum')})

  ;; to += from over n columns, rounded up to pairs
  (func (export "add") (param $to i32) (param $from i32) (param $n i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $n) (i32.const 3))))
    (block $done (loop $pairs
      (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
      (v128.store (local.get $to) (f64x2.add (v128.load (local.get $to)) (v128.load (local.get $from))))
      ${advance('to', 16)} ${advance('from', 16)}
      (br $pairs))))

  ;; z = X w over the rows [row, last), given as addresses in indptr
  (func $margins (export "margins") ${passOver('w')}
    (local $p i32) (local $v i32) (local $stop i32) (local $even v128) (local $odd v128)
    (loop $rows
      ${openRow(entry.bytes)}
      (local.set $even (v128.const i64x2 0 0))
      (local.set $odd (v128.const i64x2 0 0))
      ${overEntries(entry.bytes, {
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
      ${openRow(entry.bytes)}
      (local.set $residual (v128.load64_splat (local.get $z)))
      ${overEntries(entry.bytes, { pair: (at) => scatterPair(entry.pair(at), at), single: () => scatterSingle(entry.single) })}
      ${advance('z', 8)}
      (br_if $rows (i32.lt_u ${moved('row', 4)} (local.get $last)))))

  ;; the same, one column at a time: right for a row that holds a column twice in succession
  (func $scatterRepeated ${SCATTER_LOCALS}
    (loop $rows
      ${openRow(entry.bytes)}
      (local.set $residual (v128.load64_splat (local.get $z)))
      (block $done (loop $entries
        (br_if $done (i32.ge_u (local.get $p) (local.get $stop)))
        ${scatterSingle(entry.single)}
        ${advance('p', 4)} ${advance('v', entry.bytes)}
        (br $entries)))
      ${advance('z', 8)}
      (br_if $rows (i32.lt_u ${moved('row', 4)} (local.get $last)))))

  ;; turns the margins [z, end) into residuals in place, two rows at a time, and returns their loss.
  ;; An odd row's partner is a padding that adds 0: the caller puts an infinite margin of the right sign there.
  ;; Three short loops a chunk, [Note: short chains]: r and 2^k of exp(-|z|), then t = exp(-|z|), then loss and residual.
  (func $residuals (param $z i32) (param $end i32) (param $signs i32) (param $scratch i32) (result f64)
    (local $stop i32) (local $at i32) (local $s i32) (local $loss f64) (local $right v128) (local $k v128) (local $r v128) (local $r2 v128)
    (local $r4 v128) (local $t v128) (local $sign v128) (local $product v128) (local $hinge v128)
    (block $done (loop $chunks
      (br_if $done (i32.ge_u (local.get $z) (local.get $end)))
      (local.set $stop ${least(`(i32.add (local.get $z) (i32.const ${8 * ROWS_A_LOGARITHM}))`, '(local.get $end)')})
      (local.set $at (local.get $z))
      (local.set $s (local.get $scratch))
      (loop $reductions
        ${reduce()}
        ${advance('s', 16)}
        (br_if $reductions (i32.lt_u ${moved('at', 16)} (local.get $stop))))
      (local.set $at (local.get $z))
      (local.set $s (local.get $scratch))
      (loop $exponentials
        ${exponential()}
        ${advance('s', 16)}
        (br_if $exponentials (i32.lt_u ${moved('at', 16)} (local.get $stop))))
      (local.set $s (local.get $scratch))
      (local.set $product (v128.const i64x2 0 0)) ;; (1 + t_1)(1 + t_2)... - 1, kept so that small losses keep their digits
      (loop $pairs
        (local.set $sign (v128.load (local.get $signs)))
        (local.set $t (v128.load (local.get $s)))
        (local.set $right (f64x2.mul (v128.load (local.get $z)) (local.get $sign))) ;; -u: positive where the row is classified right
        (local.set $product (f64x2.add (f64x2.add (local.get $product) (local.get $t)) (f64x2.mul (local.get $product) (local.get $t))))
        (local.set $hinge (f64x2.sub (local.get $hinge) (f64x2.pmin (local.get $right) (v128.const i64x2 0 0))))
        (v128.store (local.get $z) (f64x2.mul
          (f64x2.div (f64x2.neg (local.get $sign)) (f64x2.add (local.get $t) ${both(1)}))
          (v128.bitselect (local.get $t) ${both(1)} (f64x2.gt (local.get $right) (v128.const i64x2 0 0)))))
        ${advance('signs', 16)} ${advance('s', 16)}
        (br_if $pairs (i32.lt_u ${moved('z', 16)} (local.get $stop))))
      (local.set $loss (f64.add (local.get $loss) (f64.add
        (call $log1p (f64x2.extract_lane 0 (local.get $product))) (call $log1p (f64x2.extract_lane 1 (local.get $product))))))
      (br $chunks)))
    (f64.add (local.get $loss) ${bothLanes('hinge')}))

  ;; reads one word of every cache line of [at, end), so that they come from memory in one stream
  (func $touch (param $at i32) (param $end i32) (result i32)
    (local $x i32)
    (block $done (loop $lines
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $x (i32.or (local.get $x) (i32.load (local.get $at))))
      ${advance('at', 64)}
      (br $lines)))
    (local.get $x))

  ;; brings the entries of the rows [row, last) into the cache
  (func $fetch (param $row i32) (param $last i32) (param $indices i32) (param $data i32)
    (drop (call $touch ${entryAt('indices', 'row', 4)} ${entryAt('indices', 'last', 4)}))
    (drop (call $touch ${entryAt('data', 'row', entry.bytes)} ${entryAt('data', 'last', entry.bytes)})))

  ;; $margins, the entries of so many bytes of indptr fetched at a time; 0 for no fetching
  (func $marginsAhead (param $ahead i32) ${passOver('w')}
    (local $stop i32)
    (loop $chunks
      ${fetchChunk()}
      (call $margins (local.get $row) (local.get $stop) (local.get $indices) (local.get $data) (local.get $w) (local.get $z))
      ${nextChunk()}))

  ;; either scatter, likewise
  (func $scatterAhead (param $ahead i32) (param $distinct i32) ${passOver('g')}
    (local $stop i32)
    (loop $chunks
      ${fetchChunk()}
      (if (local.get $distinct)
        (then (call $scatterDistinct (local.get $row) (local.get $stop) (local.get $indices) (local.get $data) (local.get $g) (local.get $z)))
        (else (call $scatterRepeated (local.get $row) (local.get $stop) (local.get $indices) (local.get $data) (local.get $g) (local.get $z))))
      ${nextChunk()}))

  ;; the loss of the blocks [bound, lastBound), addresses in a list of row numbers; their gradient is added to g, or, if scatter is 0,
  ;; their residuals stay in z. scatter is 1, or 2 if no row holds a column twice in succession.
  (func (export "blocks") (param $bound i32) (param $lastBound i32) (param $indptr i32) (param $indices i32) (param $data i32)
      (param $signs i32) (param $w i32) (param $g i32) (param $z i32) (param $scratch i32) (param $scatter i32)
      (param $ahead i32) (param $aheadAgain i32) (result f64)
    (local $loss f64) (local $first i32) (local $count i32) (local $row i32) (local $last i32) (local $end i32) (local $sign i32)
    (block $done (loop $blocks
      (br_if $done (i32.ge_u (local.get $bound) (local.get $lastBound)))
      (local.set $first (i32.load (local.get $bound)))
      (local.set $count (i32.sub (i32.load offset=4 (local.get $bound)) (local.get $first)))
      (local.set $row (i32.add (local.get $indptr) (i32.shl (local.get $first) (i32.const 2))))
      (local.set $last (i32.add (local.get $row) (i32.shl (local.get $count) (i32.const 2))))
      (local.set $sign (i32.add (local.get $signs) (i32.shl (local.get $first) (i32.const 3))))
      (local.set $end (i32.add (local.get $z) (i32.shl (local.get $count) (i32.const 3))))
      (call $marginsAhead (local.get $ahead)
        (local.get $row) (local.get $last) (local.get $indices) (local.get $data) (local.get $w) (local.get $z))
      (if (i32.and (local.get $count) (i32.const 1)) (then
        (f64.store (local.get $end)
          (f64.copysign (f64.const inf) (f64.load (i32.add (local.get $sign) (i32.shl (local.get $count) (i32.const 3))))))))
      (local.set $loss (f64.add (local.get $loss)
        (call $residuals (local.get $z) (local.get $end) (local.get $sign) (local.get $scratch))))
      (if (local.get $scatter) (then
        (call $scatterAhead (local.get $aheadAgain) (i32.eq (local.get $scatter) (i32.const 2))
          (local.get $row) (local.get $last) (local.get $indices) (local.get $data) (local.get $g) (local.get $z))))
      ${advance('bound', 4)}
      (br $blocks)))
    (local.get $loss))
)
`
}

/** Rows as addresses in indptr; the weights or the gradient under the name `dense`. */
function passOver(dense: string): string {
  return `(param $row i32) (param $last i32) (param $indices i32) (param $data i32) (param $${dense} i32) (param $z i32)`
}

const SCATTER_LOCALS = `${passOver('g')}
    (local $p i32) (local $v i32) (local $stop i32) (local $residual v128) (local $x v128) (local $a i32) (local $b i32)`

/** How to load values: two at entry `at` after $v, or the one at $v. */
function entries(values: ValueType): { bytes: number; pair: (at: number) => string; single: string } {
  if (values === 'f64') {
    return { bytes: 8, pair: (at) => `(v128.load offset=${8 * at} (local.get $v))`, single: '(v128.load64_zero (local.get $v))' }
  }
  return {
    bytes: 4,
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

/**
 * exp(-|z|) of the margins at $at, first half: -|z| = k ln 2 + r, with |r| <= ln(2) / 2. r goes to the scratch, and k, shifted to where
 * a number has its exponent, to its other half.
 */
function reduce(): string {
  return `(local.set $r (f64x2.pmax (v128.or (v128.load (local.get $at)) (v128.const f64x2 -0 -0)) ${both(-LAST_EXPONENT)}))
        (local.set $k (f64x2.add (f64x2.mul (local.get $r) ${both(Math.LOG2E)}) ${both(ROUND)}))
        (local.set $t (f64x2.sub (local.get $k) ${both(ROUND)}))
        (v128.store (local.get $s) (f64x2.sub (f64x2.sub (local.get $r) (f64x2.mul (local.get $t) ${both(LN2_HIGH)}))
          (f64x2.mul (local.get $t) ${both(LN2_LOW)})))
        (v128.store offset=${SCRATCH_HALF} (local.get $s) (i64x2.shl (local.get $k) (i32.const 52)))`
}

/** Second half: t = 2^k exp(r) replaces r; q is summed in pairs (Estrin), which shortens the chain. */
function exponential(): string {
  const [q0, q1, q2, q3, q4, q5, q6, q7, q8, q9] = EXP_Q
  const q = join(join(line(q0, q1), line(q2, q3), 'r2'), join(join(line(q4, q5), line(q6, q7), 'r2'), line(q8, q9), 'r4'), 'r4')
  return `(local.set $r (v128.load (local.get $s)))
        (local.set $r2 (f64x2.mul (local.get $r) (local.get $r)))
        (local.set $r4 (f64x2.mul (local.get $r2) (local.get $r2)))
        (local.set $t (f64x2.add ${both(1)} (f64x2.add (local.get $r) (f64x2.mul (local.get $r2) ${q}))))
        (v128.store (local.get $s) (v128.andnot (i64x2.add (local.get $t) (v128.load offset=${SCRATCH_HALF} (local.get $s)))
          (f64x2.gt (f64x2.abs (v128.load (local.get $at))) ${both(LAST_EXPONENT)})))`
}

function line(low: number, high: number): string {
  return join(both(low), both(high), 'r')
}

function join(low: string, high: string, power: string): string {
  return `(f64x2.add ${low} (f64x2.mul ${high} (local.get $${power})))`
}

function both(x: number): string {
  return `(v128.const f64x2 ${x} ${x})`
}

function bothLanes(pair: string): string {
  return `(f64.add (f64x2.extract_lane 0 (local.get $${pair})) (f64x2.extract_lane 1 (local.get $${pair})))`
}

function least(a: string, b: string): string {
  return `(select ${a} ${b} (i32.lt_u ${a} ${b}))`
}

/** base + bytes * (the number that $pointer points at) */
function entryAt(base: string, pointer: string, bytes: number): string {
  return `(i32.add (local.get $${base}) (i32.mul (i32.load (local.get $${pointer})) (i32.const ${bytes})))`
}

/** Points $stop at the end of the chunk that begins at $row, and fetches its entries. */
function fetchChunk(): string {
  return `(local.set $stop (local.get $last))
      (if (local.get $ahead) (then
        (local.set $stop ${least('(i32.add (local.get $row) (local.get $ahead))', '(local.get $last)')})
        (call $fetch (local.get $row) (local.get $stop) (local.get $indices) (local.get $data))))`
}

function nextChunk(): string {
  return `(local.set $z (i32.add (local.get $z) (i32.shl (i32.sub (local.get $stop) (local.get $row)) (i32.const 1))))
      (br_if $chunks (i32.lt_u (local.tee $row (local.get $stop)) (local.get $last)))`
}

function moved(pointer: string, bytes: number): string {
  return `(local.tee $${pointer} (i32.add (local.get $${pointer}) (i32.const ${bytes})))`
}

function advance(pointer: string, bytes: number): string {
  return `(local.set $${pointer} (i32.add (local.get $${pointer}) (i32.const ${bytes})))`
}
