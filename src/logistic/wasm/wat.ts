/**
 * The gradient kernel as WebAssembly text: `sparse-gradient` in f64x2 vectors. `assemble` turns it into bytes at build time.
 *
 * Memory holds the matrix (indptr, indices, data), the signs, the weights w, a gradient g for each thread and the logits z of a block.
 * All parameters are byte addresses, save counts.
 */
import { advance, bothLanes } from './wat-instructions.ts'
import { prefetchingPasses } from './wat-prefetch.ts'
import { residuals } from './wat-residuals.ts'
import { rowPasses, VALUE_BYTES, type ValueType } from './wat-rows.ts'

/** @param values how the matrix stores its values; all sums are f64 */
export function kernelWat(values: ValueType): string {
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

  ${rowPasses(values)}

  ${residuals()}

  ${prefetchingPasses(VALUE_BYTES[values])}

  ;; the loss of the blocks [bound, lastBound), addresses in a list of row numbers; their gradient is added to g, or, if scatter is 0,
  ;; their residuals stay in z. scatter is 1, or 2 if no row holds a column twice in succession.
  (func (export "blocks") (param $bound i32) (param $lastBound i32) (param $indptr i32) (param $indices i32) (param $data i32)
      (param $signs i32) (param $w i32) (param $g i32) (param $z i32) (param $scratch i32) (param $scatter i32)
      (param $prefetchBytes i32) (param $prefetchAgainBytes i32) (result f64)
    (local $loss f64) (local $first i32) (local $count i32) (local $row i32) (local $last i32) (local $end i32) (local $sign i32)
    (block $done (loop $blocks
      (br_if $done (i32.ge_u (local.get $bound) (local.get $lastBound)))
      (local.set $first (i32.load (local.get $bound)))
      (local.set $count (i32.sub (i32.load offset=4 (local.get $bound)) (local.get $first)))
      (local.set $row (i32.add (local.get $indptr) (i32.shl (local.get $first) (i32.const 2))))
      (local.set $last (i32.add (local.get $row) (i32.shl (local.get $count) (i32.const 2))))
      (local.set $sign (i32.add (local.get $signs) (i32.shl (local.get $first) (i32.const 3))))
      (local.set $end (i32.add (local.get $z) (i32.shl (local.get $count) (i32.const 3))))
      (call $logitsPrefetched (local.get $prefetchBytes)
        (local.get $row) (local.get $last) (local.get $indices) (local.get $data) (local.get $w) (local.get $z))
      (if (i32.and (local.get $count) (i32.const 1)) (then
        (f64.store (local.get $end)
          (f64.copysign (f64.const inf) (f64.load (i32.add (local.get $sign) (i32.shl (local.get $count) (i32.const 3))))))))
      (local.set $loss (f64.add (local.get $loss)
        (call $residuals (local.get $z) (local.get $end) (local.get $sign) (local.get $scratch))))
      (if (local.get $scatter) (then
        (call $scatterPrefetched (local.get $prefetchAgainBytes) (i32.eq (local.get $scatter) (i32.const 2))
          (local.get $row) (local.get $last) (local.get $indices) (local.get $data) (local.get $g) (local.get $z))))
      ${advance('bound', 4)}
      (br $blocks)))
    (local.get $loss))
)
`
}
