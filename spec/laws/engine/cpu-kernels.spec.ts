/** The kernels of the plain engine give each value the bits of float32 arithmetic, whatever the shapes of the operands. */
import { expect, test } from 'vitest'
import { startEngine } from '../../../src/engine/engine.ts'
import { raw } from '../../../src/engine/plain.ts'
import { type RawTensor, tf } from '../../../src/engine/tensorflow.ts'

const operations = {
  add: (x: number, y: number) => x + y,
  sub: (x: number, y: number) => x - y,
  mul: (x: number, y: number) => x * y,
  div: (x: number, y: number) => x / y,
}

/** Numbers of both signs, some of which are zeros, infinite or no numbers. */
function wave(shape: readonly number[], phase: number): Float32Array {
  const special = [0, -0, NaN, Infinity, -Infinity, 1e-40, 3e38]
  const size = shape.reduce((product, extent) => product * extent, 1)
  return new Float32Array(size).map((_, i) => (i % 11 === 7 ? (special[i % 7] as number) : 4 * Math.sin(phase + 1.7 * i)))
}

/** The value that an operand has at a place of the result. */
function at(shape: readonly number[], values: Float32Array, place: readonly number[]): number {
  const own = place.slice(place.length - shape.length).map((i, axis) => (shape[axis] === 1 ? 0 : i))
  return values[own.reduce((index, i, axis) => index * (shape[axis] as number) + i, 0)] as number
}

function placesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (places, n) => places.flatMap((place) => Array.from({ length: n }, (_, i) => [...place, i])),
    [[]],
  )
}

test.each([
  [
    [3, 13],
    [3, 13],
    [3, 13],
  ],
  [[3, 13], [13], [3, 13]],
  [
    [3, 1],
    [3, 13],
    [3, 13],
  ],
  [
    [3, 1],
    [1, 4],
    [3, 4],
  ],
  [
    [2, 3, 4],
    [3, 1],
    [2, 3, 4],
  ],
  [
    [2, 1, 3, 1],
    [4, 1, 5],
    [2, 4, 3, 5],
  ],
  [[], [3, 13], [3, 13]],
  [[3, 13], [], [3, 13]],
  [[], [], []],
  [[0, 4], [4], [0, 4]],
])('values of shapes %j and %j are joined in one of shape %j', async (aShape, bShape, shape) => {
  const engine = await startEngine('cpu')
  engine.tensor(Float32Array.of(1), [1]).dispose() // makes it the active one
  const [a, b] = [wave(aShape, 1), wave(bShape, 2)]
  for (const [name, of] of Object.entries(operations)) {
    const got = tf.tidy(() => {
      const result = tf[name as keyof typeof operations](tf.tensor(a, aShape), tf.tensor(b, bShape))
      return { shape: result.shape, values: result.dataSync<'float32'>() }
    })
    const expected = placesOf(shape).map((place) => Math.fround(of(at(aShape, a, place), at(bShape, b, place))))
    expect(got, name).toEqual({ shape, values: Float32Array.from(expected) })
  }
})

test('a softmax is rounded to float32 at every stage, and operands that are no float32 stay with the kernels of before', async () => {
  const engine = await startEngine('cpu')
  const x = wave([5, 37], 3).map((value) => (Number.isFinite(value) ? value : 1))
  const tensor = engine.tensor(x, [5, 37])
  const expected = Array.from({ length: 5 }, (_, row) => {
    const own = x.slice(37 * row, 37 * (row + 1))
    const powers = own.map((value) => Math.exp(Math.fround(value - Math.max(...own))))
    return powers.map((power) => power / Math.fround(powers.reduce((sum, each) => sum + each, 0)))
  })
  expect(tf.tidy(() => tf.softmax(raw(tensor)).arraySync())).toEqual(expected.map((row) => [...row]))
  expect(tf.tidy(() => tf.div(tf.tensor1d([7, 9], 'int32'), 2).arraySync())).toEqual([3.5, 4.5])
  tensor.dispose()
})

test.each([
  [[3, 13], [1], false],
  [[3, 13], [0], true],
  [[2, 3, 4], [-2], true],
  [[2, 3, 4], [2, 0], false],
])('sums and means of shape %j along %j are rounded once, as is every value that a mean divides', async (shape, axes, keep) => {
  const engine = await startEngine('cpu')
  const x = wave(shape, 4)
  const tensor = engine.tensor(x, shape)
  const along = axes.map((axis) => (axis + shape.length) % shape.length)
  const count = along.reduce((product, axis) => product * (shape[axis] as number), 1)
  const isSummed = (_: number, axis: number): boolean => along.includes(axis)
  const rest = shape.filter((_, axis) => !isSummed(_, axis))
  const kept = shape.map((extent, axis) => (isSummed(extent, axis) ? 1 : extent))
  const expected = (share: number): number[] =>
    placesOf(rest).map((place) => {
      const own = placesOf(shape).filter((each) => each.filter((_, axis) => !isSummed(_, axis)).join() === place.join())
      return Math.fround(own.reduce((sum, each) => sum + Math.fround(at(shape, x, each) / share), 0))
    })
  const got = tf.tidy(() =>
    [tf.sum(raw(tensor), axes, keep), tf.mean(raw(tensor), axes, keep)].map((each) => [each.shape, Array.from(each.dataSync())]),
  )
  expect(got).toEqual([1, count].map((share) => [keep ? kept : rest, expected(share)]))
  tensor.dispose()
})

test.each([[[1, 0]], [[2, 0, 1]], [[2, 0, 3, 1]], [[0]]])('axes change places as %j says', async (permutation) => {
  const engine = await startEngine('cpu')
  const shape = [2, 3, 4, 5].slice(0, permutation.length)
  const tensor = engine.tensor(wave(shape, 5), shape)
  const turned = permutation.map((axis) => shape[axis] as number)
  const expected = placesOf(turned).map(
    (place) =>
    at(shape, wave(shape, 5), shape.map((_, axis) => place[permutation.indexOf(axis)] as number)), // prettier-ignore
  )
  expect(tf.tidy(() => Array.from(tf.transpose(raw(tensor), permutation).dataSync()))).toEqual(expected)
  expect(tf.tidy(() => tf.transpose(raw(tensor), permutation).shape)).toEqual(turned)
  tensor.dispose()
})

const sizes = [[1, 1, 1], [3, 100, 7], [50, 5, 53], [2, 48, 4]] as const // prettier-ignore
const flips = [[false, false], [false, true], [true, false], [true, true]] as const // prettier-ignore
test.each(sizes.flatMap(([m, k, n]) => flips.map(([a, b]) => [m, k, n, a, b] as const)))(
  'products of (%i, %i) by (.., %i), transposed: %j and %j, add 48 products at a time in float64, and each sum to a float32',
  async (m, inner, n, flipA, flipB) => {
    const engine = await startEngine('cpu')
    const [aShape, bShape] = [flipA ? [2, inner, m] : [2, m, inner], flipB ? [2, n, inner] : [2, inner, n]]
    const [x, y] = [aShape, bShape].map((shape, i) => wave(shape, i).map((v) => (Number.isFinite(v) ? v : 2))) as [
      Float32Array,
      Float32Array,
    ]
    const expected = placesOf([2, m, n]).map(([i = 0, row = 0, column = 0]) => {
      let sum = 0
      for (let start = 0; start < inner; start += 48) {
        let part = 0
        for (let k = start; k < Math.min(start + 48, inner); k += 1)
          part += at(aShape, x, flipA ? [i, k, row] : [i, row, k]) * at(bShape, y, flipB ? [i, column, k] : [i, k, column])
        sum = Math.fround(sum + part)
      }
      return sum
    })
    const got = tf.tidy(() => {
      const [a, b] = [engine.tensor(x, aShape), engine.tensor(y, bShape)].map(raw) as [RawTensor, RawTensor]
      return Array.from(tf.matMul(a, b, flipA, flipB).dataSync())
    })
    expect(got).toEqual(expected)
  },
)

test('a product of one matrix by several, and one whose sizes do not fit, are left to the kernel of before', async () => {
  await startEngine('cpu')
  const ones = (...shape: number[]): RawTensor => tf.ones(shape)
  expect(tf.tidy(() => tf.matMul(ones(1, 2, 3), ones(4, 3, 5)).shape)).toEqual([4, 2, 5])
  expect(() => tf.tidy(() => tf.matMul(ones(2, 3), ones(4, 5)))).toThrow('inner shapes')
})
