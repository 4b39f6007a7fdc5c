/** A matrix in float32: the nearest values, in the same places. */
import fc from 'fast-check'
import { law, type Spec } from '../../judge/spec.ts'

/** What rounds: ties, halves of the smallest number, the largest ones, and any. */
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.1, 1 + 2 ** -24, 1 + 3 * 2 ** -24, -(2 ** -150), 2 ** -149, 3.4028235e38, 3.5e38, 16777217, -0),
)

const specs: readonly Spec[] = [
  law({
    id: 'csr.float32-is-nearest',
    says: 'in float32 every value is the nearest float32, ties to even, and every entry stays where it is',
    cites: 'the contract; IEEE 754: rounding to nearest, which Math.fround is (ECMAScript 21.3.2.17)',
    needs: ['csrVerbatim', 'csrFloat32'],
    reaches: ['a value that is no float32'],
    holds: ({ csrVerbatim, csrFloat32 }, w) =>
      fc.property(fc.array(fc.array(fc.tuple(fc.nat(6), value), { maxLength: 5 }), { maxLength: 5 }), (byRow) => {
        const csr = csrVerbatim(byRow, 7)
        const rounded = csrFloat32(csr)
        w.require('values are float32', rounded.data instanceof Float32Array, rounded.data)
        w.equal('all but the values', { ...rounded, data: [] }, { ...csr, data: [] })
        w.equal('entries', rounded.data.length, csr.data.length)
        for (const [p, exact] of csr.data.entries()) {
          w.require(`value ${p} is the nearest to ${exact}`, Object.is(rounded.data[p], Math.fround(exact)), rounded.data[p])
          if (Math.fround(exact) !== exact) w.reached('a value that is no float32')
        }
      }),
  }),
]
export default specs
