;; The limits of the machine, as plainly as WebAssembly can ask for them: `bytes.ts` holds the binary.
(module
  (import "env" "memory" (memory 1))

  ;; sum of f64 from $at to $end, 64 bytes a step; four independent sums hide the latency of the addition
  (func (export "stream") (param $at i32) (param $end i32) (result f64)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $next
      (local.set $a (f64x2.add (local.get $a) (v128.load (local.get $at))))
      (local.set $b (f64x2.add (local.get $b) (v128.load offset=16 (local.get $at))))
      (local.set $c (f64x2.add (local.get $c) (v128.load offset=32 (local.get $at))))
      (local.set $d (f64x2.add (local.get $d) (v128.load offset=48 (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (local.set $a (f64x2.add (f64x2.add (local.get $a) (local.get $b)) (f64x2.add (local.get $c) (local.get $d))))
    (f64.add (f64x2.extract_lane 0 (local.get $a)) (f64x2.extract_lane 1 (local.get $a))))

  ;; sum of table[index] over i32 byte offsets from $at to $end, four a step
  (func (export "gather") (param $at i32) (param $end i32) (param $table i32) (result f64)
    (local $a f64) (local $b f64) (local $c f64) (local $d f64)
    (loop $next
      (local.set $a (f64.add (local.get $a) (f64.load (i32.add (local.get $table) (i32.load (local.get $at))))))
      (local.set $b (f64.add (local.get $b) (f64.load (i32.add (local.get $table) (i32.load offset=4 (local.get $at))))))
      (local.set $c (f64.add (local.get $c) (f64.load (i32.add (local.get $table) (i32.load offset=8 (local.get $at))))))
      (local.set $d (f64.add (local.get $d) (f64.load (i32.add (local.get $table) (i32.load offset=12 (local.get $at))))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (f64.add (f64.add (local.get $a) (local.get $b)) (f64.add (local.get $c) (local.get $d))))

  ;; table[index] += 1 over i32 byte offsets from $at to $end
  (func (export "update") (param $at i32) (param $end i32) (param $table i32)
    (local $cell i32)
    (loop $next
      (local.set $cell (i32.add (local.get $table) (i32.load (local.get $at))))
      (f64.store (local.get $cell) (f64.add (f64.load (local.get $cell)) (f64.const 1)))
      (local.set $cell (i32.add (local.get $table) (i32.load offset=4 (local.get $at))))
      (f64.store (local.get $cell) (f64.add (f64.load (local.get $cell)) (f64.const 1)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))))
