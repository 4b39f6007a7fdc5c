/**
 * The forward and backward pass of a step, layer by layer: each block is gathered once and does all of this rank's micro-batches before it is
 * released. So communication does not grow with the number of micro-batches, and one block's parameters are whole at a time.
 */
import type { Activation, LayeredModel } from '../contract/layered-model.ts'
import type { DropoutKey, MicroBatch } from '../contract/model.ts'
import type { Owned } from '../contract/parallel.ts'
import type { Strategy } from '../parallel/strategy.ts'
import { type BufferPool, type Leaf, sumTree } from '../parallel/tree-sum.ts'
import type { Recorder } from './recorder.ts'

/** What the pass works on. */
export interface LayersInput<X extends Activation> {
  readonly model: LayeredModel<X>
  readonly strategy: Strategy
  readonly owned: Owned
  readonly batchOf: (m: number) => MicroBatch
  readonly keyOf: (m: number) => DropoutKey | undefined
  /** The sum of the losses is multiplied by it before the backward pass. */
  readonly scale: number
  readonly pool: BufferPool
  readonly recorder: Recorder
  readonly sumInPlace: (gradients: readonly Float32Array[]) => void
  readonly sum: (owned: Owned, leaf: Leaf, into: Float32Array, pool: BufferPool) => void
}

/** Sums over micro-batches as trees, neighbours first. */
export function sumInTree({ from, to }: Owned, leaf: Leaf, into: Float32Array, pool: BufferPool): void {
  sumTree(from, to, leaf, into, pool)
}

/**
 * The gradient of scale x the sum of the losses of this rank's micro-batches, reduced over the ranks unit by unit.
 * @returns the sum of this rank's losses, one a micro-batch; not scaled
 */
export async function forwardBackward<X extends Activation>(input: LayersInput<X>): Promise<Float64Array> {
  const { model, strategy, owned, batchOf, keyOf, recorder } = input
  const local = Array.from({ length: owned.to - owned.from }, (_, i) => owned.from + i)
  const blocks = model.units.length - 1
  const name = (u: number): string | undefined => model.units[u]?.name
  const used = (block: number): boolean => model.unused?.includes(block) !== true

  const gather = async (u: number): Promise<Float32Array> => {
    const whole = await recorder.communicate('gather', name(u), () => strategy.gather(u))
    recorder.gathered(name(u))
    return whole
  }
  const release = (u: number, pass: 'forward' | 'backward'): void => {
    if (strategy.release(u, pass)) recorder.released(name(u))
  }

  const root = await gather(0)
  /** Inputs of every block and, last, the output of the last one; one a local micro-batch. */
  const activations: X[][] = [recorder.compute('embed', name(0), () => local.map((m) => model.embed(root, batchOf(m), keyOf(m))))]
  for (let block = 0; block < blocks; block += 1) {
    const inputs = activations[block] as X[]
    if (!used(block)) {
      activations.push(inputs)
      continue
    }
    const u = block + 1
    const whole = await gather(u)
    activations.push(
      recorder.compute('forward', name(u), () =>
        local.map((m, i) => model.block(block, whole, inputs[i] as X, batchOf(m).rows, keyOf(m))),
      ),
    )
    // The last block's whole is what the backward pass begins with.
    if (block < blocks - 1) release(u, 'forward')
  }

  const losses = new Float64Array(local.length)
  const rootGradient = strategy.gradientOf(0)
  const rootGradients = local.map((_, i) => (i === 0 ? rootGradient : input.pool.take(rootGradient.length)))
  const outputs = activations[blocks] as X[]
  let gradients = recorder.compute('head', name(0), () =>
    local.map((m, i) => {
      const gradient = rootGradients[i] as Float32Array
      const { lossSum, dx } = model.head(root, outputs[i] as X, batchOf(m), input.scale, gradient)
      gradient.fill(0, model.units[0]?.size)
      losses[i] = lossSum
      return dx
    }),
  )
  disposeAll(outputs, activations[blocks - 1])

  for (let block = blocks - 1; block >= 0; block -= 1) {
    const u = block + 1
    if (!used(block)) {
      disposeAll(activations[block] as X[], activations[block - 1])
      strategy.gradientOf(u).fill(0)
      await recorder.communicate('reduce', name(u), () => strategy.reduce(u))
      continue
    }
    const whole = await gather(u)
    gradients = recorder.compute('backward', name(u), () =>
      blockBackward(input, block, whole, activations[block] as X[], gradients),
    )
    disposeAll(activations[block] as X[], activations[block - 1])
    release(u, 'backward')
    await recorder.communicate('reduce', name(u), () => strategy.reduce(u))
  }

  recorder.compute('backward', name(0), () => {
    for (const [i, m] of local.entries())
      model.embedBackward(batchOf(m), gradients[i] as X, keyOf(m), rootGradients[i] as Float32Array)
    for (const dx of gradients) dx.dispose()
    // They are there one by one, since the head writes them long before the embedding adds to them.
    if (local.length === 0) rootGradient.fill(0)
    input.sumInPlace(rootGradients)
    for (const gradient of rootGradients.slice(1)) input.pool.give(gradient)
  })
  release(0, 'backward')
  await recorder.communicate('reduce', name(0), () => strategy.reduce(0))
  await recorder.communicate('reduce', undefined, () => strategy.finish())
  return losses
}

/** The tree over the micro-batches of one block; the gradients that come in are disposed of. */
function blockBackward<X extends Activation>(
  input: LayersInput<X>,
  block: number,
  whole: Float32Array,
  inputs: X[],
  dys: X[],
): X[] {
  const { model, owned, batchOf, keyOf, pool, strategy } = input
  const dxs: X[] = []
  const leaf: Leaf = (m, into) => {
    const i = m - owned.from
    dxs[i] = model.blockBackward(block, whole, inputs[i] as X, dys[i] as X, batchOf(m).rows, keyOf(m), into)
    into.fill(0, model.units[block + 1]?.size)
    dys[i]?.dispose()
  }
  input.sum(owned, leaf, strategy.gradientOf(block + 1), pool)
  return dxs
}

/** Disposes of activations, unless they are the same as the ones before them (a block that is not used passes its input on). */
function disposeAll(list: readonly Activation[], before: readonly Activation[] | undefined): void {
  if (list !== before) for (const x of list) x.dispose()
}

/** Sums of the losses of some batches, one a batch, without dropout and without gradients. Collective: a rank without batches takes part. */
export async function forwardLosses<X extends Activation>(
  model: LayeredModel<X>,
  strategy: Strategy,
  batches: readonly MicroBatch[],
): Promise<Float64Array> {
  const root = await strategy.gather(0)
  let activations = batches.map((batch) => model.embed(root, batch))
  for (let block = 0; block < model.units.length - 1; block += 1) {
    if (model.unused?.includes(block) === true) continue
    const whole = await strategy.gather(block + 1)
    const outputs = activations.map((x, i) => model.block(block, whole, x, (batches[i] as MicroBatch).rows))
    for (const x of activations) x.dispose()
    activations = outputs
    strategy.release(block + 1, 'backward')
  }
  const losses = Float64Array.from(batches, (batch, i) => model.loss(root, activations[i] as X, batch))
  for (const x of activations) x.dispose()
  strategy.release(0, 'backward')
  return losses
}
