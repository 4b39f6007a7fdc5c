/** Tensors live as long as their scope, on every engine; several engines live in one thread. */
import { describe, expect, test } from 'vitest'
import { enginesHere } from '../../../src/engine/operation.ts'
import { startEngine } from '../../../src/engine/engine.ts'
import { batchFor } from '../model/any-model.ts'
import { gpt2 } from '../../../src/model/gpt2.ts'
import { initialise } from '../../../src/model/initialise.ts'

const names = (await enginesHere()).map(({ name }) => name)

describe.each(names)('on the %s engine', (name) => {
  test('a scope keeps its result and gives the rest back, also when it throws', async () => {
    const engine = await startEngine(name)
    const before = engine.liveTensors()
    const kept = engine.scope(() => {
      const x = engine.tensor(Float32Array.of(1, 2, 3, 4), [2, 2])
      return [engine.add(x, x), engine.product(x, x)]
    })
    expect(engine.liveTensors() - before).toBe(2)
    expect(kept.map((tensor) => Array.from(engine.read(tensor)))).toEqual([
      [2, 4, 6, 8],
      [7, 10, 15, 22],
    ])
    for (const tensor of kept) tensor.dispose()
    const failing = (): void =>
      engine.scope(() => {
        engine.tensor(Float32Array.of(1), [1])
        throw new Error('on purpose')
      })
    expect(failing).toThrow('on purpose')
    expect(engine.liveTensors()).toBe(before)
  })

  test('a borrowed tensor has the values of its array, also of a part of one and of memory that threads share', async () => {
    const engine = await startEngine(name)
    const whole = Float32Array.from({ length: 40 }, (_, i) => i)
    const shared = new Float32Array(new SharedArrayBuffer(16))
    shared.set([5, 6, 7, 8])
    engine.scope(() => {
      for (const values of [whole, whole.subarray(3, 7), shared]) {
        const borrowed = engine.borrow(values, [2, values.length / 2])
        expect(engine.read(engine.add(borrowed, borrowed))).toEqual(Float32Array.from(values, (x) => 2 * x))
      }
      expect(() => engine.borrow(whole, [3, 3])).toThrow(/9 values, got 40/)
    })
  })

  test('each piece of a step leaves exactly the tensor that it returns, and a hundred steps leave none', async () => {
    const engine = await startEngine(name)
    const config = { vocabularySize: 9, contextLength: 4, channels: 8, heads: 2, layers: 1, dropout: 0.5 }
    const model = gpt2(config, engine, { precision: 'float16', keptBytes: 0 })
    const [root = new Float32Array(), block = new Float32Array()] = initialise(config, 1)
    const [rootGradient, gradient] = [root.slice(), block.slice()]
    const batch = batchFor(config, 2, 4, 1)
    const before = engine.liveTensors()
    const alive = (expected: number): void => expect(engine.liveTensors() - before).toBe(expected)
    for (let step = 0; step < 100; step += 1) {
      const key = { seed: 1, step, microBatch: 0 }
      const x = model.embed(root, batch, key)
      alive(1)
      const y = model.block(0, block, x, 2, key)
      alive(2)
      model.loss(root, y, batch)
      alive(2)
      const { dx: dy } = model.head(root, y, batch, 1 / 8, rootGradient)
      alive(3)
      const dx = model.blockBackward(0, block, x, dy, 2, key, gradient)
      alive(4)
      model.embedBackward(batch, dx, key, rootGradient)
      alive(4)
      for (const tensor of [x, y, dy, dx]) tensor.dispose()
      alive(0)
    }
    model.generate([root, block], [1, 2], { count: 3 })
    alive(0)
  })

  test('what a block keeps goes with its input, whether its backward pass used it or not', async () => {
    const engine = await startEngine(name)
    const config = { vocabularySize: 9, contextLength: 4, channels: 8, heads: 2, layers: 1 }
    const model = gpt2(config, engine, { keptBytes: 1e6 })
    const [root = new Float32Array(), block = new Float32Array()] = initialise(config, 1)
    const gradient = block.slice()
    const before = engine.liveTensors()
    for (const backward of [false, true]) {
      const x = model.embed(root, batchFor(config, 2, 4, 1))
      const y = model.block(0, block, x, 2)
      expect(engine.liveTensors() - before).toBeGreaterThan(2)
      if (backward) model.blockBackward(0, block, x, y, 2, undefined, gradient).dispose()
      for (const tensor of [x, y]) tensor.dispose()
      expect(engine.liveTensors()).toBe(before)
    }
  })
})

test('tensors of two engines do not mix up: each computes with its own', async () => {
  const engines = await Promise.all(names.map((name) => startEngine(name)))
  const tensors = engines.map((engine, i) => engine.tensor(Float32Array.of(i, 1, 2, 3), [2, 2]))
  const squares = engines.map((engine, i) =>
    engine.scope(() => Array.from(engine.read(engine.product(tensors[i]!, tensors[i]!)))),
  )
  expect(squares).toEqual(engines.map((_, i) => [i * i + 2, i + 3, 2 * i + 6, 11]))
  for (const tensor of tensors) tensor.dispose()
})
