/** Checks of arguments that the optimizers share. */
import type { Floats } from '../contract/optim.ts'

/**
 * Every array must be as long as the parameters.
 * @throws RangeError that names `caller`, the array and both lengths
 */
export function requireLengths(caller: string, params: Floats, others: Readonly<Record<string, Floats>>): void {
  for (const [name, { length }] of Object.entries(others)) {
    if (length !== params.length) {
      throw new RangeError(`${caller}: ${name} must be as long as params, ${params.length}, got ${length}`)
    }
  }
}

/**
 * Every value must be a finite number >= 0.
 * @throws RangeError that names `caller`, the hyper-parameter and its value
 */
export function requireAtLeastZero(caller: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`${caller}: ${name} must be finite and >= 0, got ${value}`)
  }
}
