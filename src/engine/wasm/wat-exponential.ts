/** e^x for vectors, to about 1e-7 relative: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial in r, and 2^n by its exponent bits. */
import type { Dialect } from './wat-dialect.ts'

/** Locals that `exponential` uses. */
export const exponentialLocals = ['e', 'n', 'r']

/** ln 2 in two parts: the first has few enough bits that n times it is exact. */
const ln2High = 0.693359375
const ln2Low = -2.1219444e-4

/** Added to a number below 2^22 it leaves the nearest whole number in the lowest bits. */
const rounder = 1.5 * 2 ** 23

/** Sets local `target` to e^value. Below -87 the result is e^-87, 1e-38; above 88 it is e^88; NaN stays NaN. */
export function exponential({ op, set, unless, powerOfTwo }: Dialect, target: string, value: string): string[] {
  // Taylor's series to r^6 / 720: the rest is below 0.35^7 / 5040 = 1.3e-7 relative.
  const horner = [1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1].reduce<string>(
    (sum, coefficient) => (sum === '' ? op('add', coefficient, 0) : op('add', op('mul', sum, 'r'), coefficient)),
    '',
  )
  return [
    set('r', value),
    set('r', unless('lt', 'r', -87)),
    set('r', unless('gt', 'r', 88)),
    set('e', op('add', op('mul', 'r', Math.LOG2E), rounder)),
    set('n', op('sub', 'e', rounder)),
    set('r', op('sub', op('sub', 'r', op('mul', 'n', ln2High)), op('mul', 'n', ln2Low))),
    set(target, op('mul', horner, powerOfTwo('e'))),
  ]
}
