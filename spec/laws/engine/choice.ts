/** Which engine runs, what it says of itself, what it refuses, and that it never computes with values that are gone. */
import type { EngineName, NumberArray } from '../../../src/contract/engine.ts'
import { asyncOnce, asyncTable, law } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'
import { exact } from './oracle.ts'

const preference: readonly EngineName[] = ['native', 'wasm', 'cpu']

async function refuses(
  w: Witness,
  what: string,
  type: new (...given: never[]) => Error,
  mention: string,
  action: () => unknown,
): Promise<void> {
  let said: unknown = 'no error'
  try {
    await action()
  } catch (error) {
    said = error
  }
  w.require(
    `${what}: a ${type.name} that mentions ${mention}`,
    said instanceof type && said.message.includes(mention),
    String(said),
  )
}

const chosen = law({
  id: 'engine.choice-and-reason',
  says: 'the first engine that starts, of native, wasm and cpu, is chosen by itself; one that is named is taken; the reason says which, and why those before it do not start',
  cites: 'the contract',
  needs: ['enginesHere', 'engineReport'],
  holds: ({ enginesHere, engineReport }, w) =>
    asyncOnce(async () => {
      const here = (await enginesHere()).map(({ name }) => name)
      w.measured('engines', here)
      w.equal(
        'engines, the preferred first',
        here,
        preference.filter((name) => here.includes(name)),
      )
      w.require('wasm and cpu start everywhere', here.includes('wasm') && here.includes('cpu'), here)
      const first = await engineReport()
      w.equal('chosen by itself', first.name, here[0])
      w.require('the reason says that nobody forced it', first.reason.includes('by itself'), first.reason)
      w.require(`the reason names ${first.name}`, first.reason.includes(first.name), first.reason)
      for (const missing of preference.slice(0, preference.indexOf(first.name))) {
        w.require(`the reason names ${missing}`, first.reason.includes(`${missing} does not`), first.reason)
      }
      for (const name of here) {
        const report = await engineReport(name)
        w.equal('the named engine', report.name, name)
        w.require('the reason says that it was forced', report.reason.includes('forced'), report.reason)
        if (name !== 'native') w.equal(`${name} uses a GPU`, report.usesGpu, false)
      }
      for (const name of preference.filter((candidate) => !here.includes(candidate))) {
        await refuses(w, `engine ${name}, which is not here`, Error, name, () => engineReport(name))
      }
      await refuses(w, 'an unknown engine', RangeError, 'webgl', () => engineReport('webgl' as EngineName))
    }),
})

const checkedFixes = law({
  id: 'engine.fixes-are-checked',
  says: 'each operation that the wasm engine does its own way was compared with the plain kernels when it started, and differs by at most 1e-5 of the largest value',
  cites: 'the contract; the kernels of TensorFlow.js 4.22 that are wrong or slow on this backend',
  needs: ['engineReport'],
  holds: ({ engineReport }, w) =>
    asyncOnce(async () => {
      const { fixes } = await engineReport('wasm')
      const expected = ['product', 'linear', 'new weights', 'sumRows', 'splitHeads']
      w.equal(
        'fixes of the wasm engine',
        expected.filter((name) => fixes.some((fix) => fix.name === name)),
        expected,
      )
      for (const { name, cures, worstDifference } of fixes) {
        w.close(`${name}: difference from the plain kernel`, worstDifference, 0, 1e-5)
        w.require(`${name} says what it cures`, cures.length > 10, cures)
      }
    }),
})

const x: NumberArray = { shape: [3, 4], values: [1, -2, 0.5, 3, 0, 1, 1, -1, 2, 2, -0.25, 1] }
const weightOf = (salt: number): NumberArray => ({
  shape: [4, 8],
  values: Array.from({ length: 32 }, (_, i) => ((i * 5 + salt) % 11) - 5),
})

const rewritten = law({
  id: 'engine.rewritten-weights-are-used',
  says: 'after the values of a weight are rewritten, products use the new ones',
  cites:
    'a packed copy of the right operand, kept by TensorFlow.js 4.22 for as long as the tensor lives, goes stale; whole numbers are exact',
  needs: ['enginesHere', 'productsOfRewrittenWeight'],
  holds: ({ enginesHere, productsOfRewrittenWeight }, w) =>
    asyncOnce(async () => {
      for (const { name } of await enginesHere()) {
        const weights = [weightOf(0), weightOf(3), weightOf(7)]
        const products = await productsOfRewrittenWeight(name, x, weights)
        w.equal(`${name}: products`, products.length, weights.length)
        weights.forEach((weight, i) => {
          const [expected] = exact('product', [x, weight])
          w.equal(
            `${name}: product with the values of turn ${i}`,
            Array.from(products[i]?.values ?? []),
            Array.from(expected?.values ?? []),
          )
        })
      }
    }),
})

const shapes: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['inner sizes that differ', [2, 3], [4, 2]],
  ['batches that differ', [2, 2, 3], [3, 3, 2]],
  ['a matrix and a batch', [2, 3], [1, 3, 2]],
]

const zeros = (shape: readonly number[]): NumberArray => ({
  shape,
  values: new Float32Array(shape.reduce((product, extent) => product * extent, 1)),
})

const refusals = law({
  id: 'engine.operands-must-fit',
  says: 'operands whose sizes do not fit each other, and values that do not fill their shape, are refused on the wasm engine with a RangeError, before anything is read',
  cites: 'the contract: an unchecked size would read beyond a tensor',
  needs: ['engineOperation'],
  holds: ({ engineOperation }, w) =>
    asyncTable(shapes, async ([why, a, b]) => {
      const on = (...given: Parameters<typeof engineOperation> extends [unknown, ...infer Rest] ? Rest : never): unknown =>
        engineOperation('wasm', ...given)
      await refuses(w, why, RangeError, 'product', () => on('product', [zeros(a), zeros(b)]))
      await refuses(w, 'a bias of another size', RangeError, 'linear', () =>
        on('linear', [zeros([2, 3]), zeros([3, 4]), zeros([3])]),
      )
      await refuses(w, 'sums of different sizes', RangeError, 'add', () => on('add', [zeros([2, 3]), zeros([3])]))
      await refuses(w, 'a gain of another size', RangeError, 'layerNorm', () =>
        on('layerNorm', [zeros([2, 3]), zeros([4]), zeros([3])]),
      )
      await refuses(w, 'too few values', RangeError, '6 values', () => on('gelu', [{ shape: [2, 3], values: [1, 2] }]))
      await refuses(w, 'a target beyond the vocabulary', RangeError, 'targets', () =>
        on('crossEntropy', [zeros([1, 3]), Int32Array.of(3), 1]),
      )
    }),
})

export default [chosen, checkedFixes, rewritten, refusals]
