;; The two passes over a dense row, as fast as one thread of WebAssembly does them: what sparse storage has to beat.
(module
  (import "env" "memory" (memory 1))

  ;; sum of row[j] * w[j]; rows and w end at a multiple of 64 bytes, filled up with zeros
  (func (export "dot") (param $row i32) (param $end i32) (param $w i32) (result f64)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $next
      (local.set $a (f64x2.add (local.get $a) (f64x2.mul (v128.load (local.get $row)) (v128.load (local.get $w)))))
      (local.set $b (f64x2.add (local.get $b) (f64x2.mul (v128.load offset=16 (local.get $row)) (v128.load offset=16 (local.get $w)))))
      (local.set $c (f64x2.add (local.get $c) (f64x2.mul (v128.load offset=32 (local.get $row)) (v128.load offset=32 (local.get $w)))))
      (local.set $d (f64x2.add (local.get $d) (f64x2.mul (v128.load offset=48 (local.get $row)) (v128.load offset=48 (local.get $w)))))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (local.set $w (i32.add (local.get $w) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $row) (local.get $end))))
    (local.set $a (f64x2.add (f64x2.add (local.get $a) (local.get $b)) (f64x2.add (local.get $c) (local.get $d))))
    (f64.add (f64x2.extract_lane 0 (local.get $a)) (f64x2.extract_lane 1 (local.get $a))))

  ;; g[j] += residual * row[j]
  (func (export "axpy") (param $row i32) (param $end i32) (param $g i32) (param $residual f64)
    (local $r v128)
    (local.set $r (f64x2.splat (local.get $residual)))
    (loop $next
      (v128.store (local.get $g) (f64x2.add (v128.load (local.get $g)) (f64x2.mul (local.get $r) (v128.load (local.get $row)))))
      (v128.store offset=16 (local.get $g)
        (f64x2.add (v128.load offset=16 (local.get $g)) (f64x2.mul (local.get $r) (v128.load offset=16 (local.get $row)))))
      (v128.store offset=32 (local.get $g)
        (f64x2.add (v128.load offset=32 (local.get $g)) (f64x2.mul (local.get $r) (v128.load offset=32 (local.get $row)))))
      (v128.store offset=48 (local.get $g)
        (f64x2.add (v128.load offset=48 (local.get $g)) (f64x2.mul (local.get $r) (v128.load offset=48 (local.get $row)))))
      (local.set $row (i32.add (local.get $row) (i32.const 64)))
      (local.set $g (i32.add (local.get $g) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $row) (local.get $end))))))
