/** Copies of plain data: equal, apart, and written back whole. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyOf, isUnchanged, writeBack } from './plain-data.ts'

const data = fc.anything({ withTypedArray: true, withBigInt: true, key: fc.oneof(fc.string(), fc.constant('__proto__')) })

test('a copy is unchanged, and shares nothing that can change', () => {
  fc.assert(
    fc.property(data, (value) => {
      expect(isUnchanged(value, copyOf(value))).toBe(true)
      expect(isUnchanged(copyOf(value), value)).toBe(true)
    }),
  )
})

test('data of any form, written over data of the same outer form, is that data, key for key in order', () => {
  const outer = fc.oneof(
    fc.tuple(fc.array(data), fc.array(data)),
    fc.tuple(fc.dictionary(fc.string(), data), fc.dictionary(fc.string(), data)),
  )
  fc.assert(
    fc.property(outer, ([value, other]) => {
      const was = copyOf(other)
      writeBack(value, other)
      expect(isUnchanged(value, was)).toBe(true)
      expect(JSON.stringify(Object.keys(value))).toBe(JSON.stringify(Object.keys(was as object)))
      expect(isUnchanged(other, was)).toBe(true)
    }),
    { examples: [[[{ '': {} }, {}]]] },
  )
})

test('an array stays the same array; its keys come in the order of the other; the sign of a zero is a change, NaN is none', () => {
  const inner = Float64Array.of(1, 2)
  const value = { b: 1, inner }
  writeBack(value, { inner: Float64Array.of(3, 4), b: 2 })
  expect(value.inner).toBe(inner)
  expect(Array.from(inner)).toEqual([3, 4])
  expect(Object.keys(value)).toEqual(['inner', 'b'])
  expect(isUnchanged(Float64Array.of(0), Float64Array.of(-0))).toBe(false)
  expect(isUnchanged([0], [-0])).toBe(false)
  expect(isUnchanged([NaN], [NaN])).toBe(true)
  expect(isUnchanged(Float32Array.of(1), Float64Array.of(1))).toBe(false)
})

test('no prototype is written to', () => {
  writeBack({}, JSON.parse('{"__proto__":{"polluted":1}}'))
  expect(Reflect.get({}, 'polluted')).toBe(undefined)
})
