/** Between arrays by checkpoint name and the flat arrays of the units. */
import type { Unit, Weights } from '../contract/model.ts'

/**
 * One flat array a unit, padded with 0.
 * @throws RangeError when a parameter is missing, has another size, or is not the model's
 */
export function flatten(units: readonly Unit[], weights: Weights): Float32Array[] {
  const known = new Set(units.flatMap(({ parameters }) => parameters.map(({ name }) => name)))
  const unknown = Object.keys(weights).filter((name) => !known.has(name))
  if (unknown.length > 0) throw new RangeError(`flatten: the model has no parameter ${unknown.join(', ')}`)
  return units.map(({ parameters, padded }) => {
    const flat = new Float32Array(padded)
    for (const { name, shape, offset } of parameters) {
      const values = Object.hasOwn(weights, name) ? weights[name] : undefined
      const size = shape.reduce((product, extent) => product * extent, 1)
      if (values === undefined) throw new RangeError(`flatten: parameter ${name} [${shape.join(', ')}] is missing`)
      if (values.length !== size) {
        throw new RangeError(`flatten: parameter ${name} [${shape.join(', ')}] has ${size} values, got ${values.length}`)
      }
      flat.set(values, offset)
    }
    return flat
  })
}

/** Arrays by checkpoint name, copies, without the padding. */
export function unflatten(units: readonly Unit[], flats: readonly Float32Array[]): Record<string, Float32Array> {
  return Object.fromEntries(
    units.flatMap(({ parameters, padded, name: unit }, i) => {
      const flat = flats[i]
      if (flat?.length !== padded) throw new RangeError(`unflatten: unit ${unit} has ${padded} floats, got ${flat?.length}`)
      return parameters.map(({ name, shape, offset }) => {
        const size = shape.reduce((product, extent) => product * extent, 1)
        return [name, flat.slice(offset, offset + size)] as const
      })
    }),
  )
}
