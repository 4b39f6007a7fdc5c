/** The law that a formula of a sheet is the right closed form: decided exactly, at rational points. */
import fc from 'fast-check'
import { identical } from '../formula/formula-equality.ts'
import { readFormula, type Formula } from '../formula/formula.ts'
import { law, type Law } from '../judge/spec.ts'

/** A counter-example names its points; the seed that draws them again is only called one. */
const pointSeeds = fc
  .noShrink(fc.integer())
  .map((seed) => ({ seed, [fc.toStringMethod]: (): string => `points of seed ${seed}` }))

/** @param id `q5.mle-is-the-closed-form` */
export function identityLaw(id: string, value: Formula, closedForm: string): Law {
  const right = readFormula(closedForm, value.variables)
  return law({
    id,
    says: `${value.text} is the same function of ${value.variables.join(', ')} as ${closedForm}`,
    cites: 'polynomial identity testing at random rational points (Schwartz, Zippel)',
    needs: [],
    runs: 1,
    holds: (_subject, w) =>
      fc.property(pointSeeds, ({ seed }) => {
        const equality = identical(value, right, seed)
        if (equality.equal) {
          w.measured('rational points at which both agree', equality.points)
          w.require('both agree at some point', equality.points > 0, equality.points)
          return
        }
        const { values, a, b } = equality.witness
        const point = Object.entries(values).map(([name, at]) => `${name} = ${at}`)
        w.equal(`${value.text} at ${point.join(', ')}`, a ?? 'no value', b ?? 'no value')
      }),
  })
}
