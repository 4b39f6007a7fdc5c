/** The sum of two float32 arrays, and a copy, as WebAssembly text: four floats an instruction, each addition rounded as JavaScript's Math.fround does. */

/** All parameters are byte addresses, save counts of floats; the memory is shared between threads. */
export const sumWat = `(module
  (import "host" "memory" (memory 1 65536 shared))

  ;; target = a + b over count floats; target may be a or b
  (func (export "add") (param $target i32) (param $a i32) (param $b i32) (param $count i32)
    (local $end i32) (local $vectors i32)
    (local.set $end (i32.add (local.get $target) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $vectors (i32.add (local.get $target) (i32.shl (i32.and (local.get $count) (i32.const -8)) (i32.const 2))))
    (block $done (loop $eight
      (br_if $done (i32.ge_u (local.get $target) (local.get $vectors)))
      (v128.store (local.get $target) (f32x4.add (v128.load (local.get $a)) (v128.load (local.get $b))))
      (v128.store offset=16 (local.get $target) (f32x4.add (v128.load offset=16 (local.get $a)) (v128.load offset=16 (local.get $b))))
      (local.set $target (i32.add (local.get $target) (i32.const 32)))
      (local.set $a (i32.add (local.get $a) (i32.const 32)))
      (local.set $b (i32.add (local.get $b) (i32.const 32)))
      (br $eight)))
    (block $done (loop $one
      (br_if $done (i32.ge_u (local.get $target) (local.get $end)))
      (f32.store (local.get $target) (f32.add (f32.load (local.get $a)) (f32.load (local.get $b))))
      (local.set $target (i32.add (local.get $target) (i32.const 4)))
      (local.set $a (i32.add (local.get $a) (i32.const 4)))
      (local.set $b (i32.add (local.get $b) (i32.const 4)))
      (br $one))))

  (func (export "copy") (param $target i32) (param $source i32) (param $count i32)
    (memory.copy (local.get $target) (local.get $source) (i32.shl (local.get $count) (i32.const 2)))))
`
