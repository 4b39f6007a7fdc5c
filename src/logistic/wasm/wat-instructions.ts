/** Short WebAssembly texts that the parts of the kernel share. */

/** A constant in both lanes. */
export function both(x: number): string {
  return `(v128.const f64x2 ${x} ${x})`
}

/** The sum of the lanes of a local. */
export function bothLanes(pair: string): string {
  return `(f64.add (f64x2.extract_lane 0 (local.get $${pair})) (f64x2.extract_lane 1 (local.get $${pair})))`
}

/** The smaller of two unsigned numbers. */
export function least(a: string, b: string): string {
  return `(select ${a} ${b} (i32.lt_u ${a} ${b}))`
}

/** A pointer moved on, as a value. */
export function moved(pointer: string, bytes: number): string {
  return `(local.tee $${pointer} (i32.add (local.get $${pointer}) (i32.const ${bytes})))`
}

/** Moves a pointer on. */
export function advance(pointer: string, bytes: number): string {
  return `(local.set $${pointer} (i32.add (local.get $${pointer}) (i32.const ${bytes})))`
}
