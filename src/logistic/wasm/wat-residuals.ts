/**
 * The arithmetic of a block's rows, as WebAssembly text: logits to residuals and their loss.
 *
 * [Note: short chains] One loop for the sigmoid would be a chain of 100 cycles of which a processor overlaps three or four pairs of rows: its queue of
 * waiting operations is full then. Cut in three, each part's chain is short enough that the arithmetic units never wait (40 % less time).
 */
import { both, bothLanes, advance, least, moved } from './wat-instructions.ts'

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

/** `$residuals` */
export function residuals(): string {
  return `;; turns the logits [z, end) into residuals in place, two rows at a time, and returns their loss.
  ;; An odd row's partner is a padding that adds 0: the caller puts an infinite logit of the right sign there.
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
    (f64.add (local.get $loss) ${bothLanes('hinge')}))`
}

/**
 * exp(-|z|) of the logits at $at, first half: -|z| = k ln 2 + r, with |r| <= ln(2) / 2. r goes to the scratch, and k, shifted to where
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
