/** The kernels of the plain engine give each value the bits of float32 arithmetic, whatever the shapes of the operands. */
import { expect, test } from 'vitest'
import { startEngine } from '../../../src/engine/engine.ts'
import { raw } from '../../../src/engine/plain.ts'
import { tf } from '../../../src/engine/tensorflow.ts'

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
