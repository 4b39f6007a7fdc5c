/** A GPT-2 on an engine: embedding, blocks and head as pieces over flat units, each with its own backward pass. */
import type { Engine, Tensor } from '../contract/engine.ts'
import type { DropoutKey, Gpt2Config, Gpt2Model, MicroBatch, Precision } from '../contract/model.ts'
import { type BlockSetting, type Drop, blockBackward, blockForward, innerOf, weightsOf } from './block.ts'
import { checkBatch, checkConfig } from './config.ts'
import { dropoutFactors } from './dropout.ts'
import { embedTokens, embedTokensBackward } from './embedding.ts'
import { generate } from './generate.ts'
import { type HeadSetting, headBackward, headLogits, headLoss, headPlaces } from './head.ts'
import { KeptActivations } from './kept-activations.ts'
import { storageOf } from './storage.ts'
import { unitsOf } from './units.ts'

/** Settings of the model itself. */
export interface Gpt2Options {
  /** How results are stored between operations; `float32` by default. */
  readonly precision?: Precision
  /**
   * Bytes of inner activations that blocks may keep for their backward pass, until their input is disposed of; what is more is computed again.
   * 512 MiB on the native engine, 256 MiB on wasm, else 0.
   */
  readonly keptBytes?: number
}

/** Memory is plenty beside TensorFlow's own, and never given back once a WebAssembly heap has grown. */
const keptBytesOn: Readonly<Record<Engine['name'], number>> = { native: 2 ** 29, wasm: 2 ** 28, cpu: 0 }

/**
 * The model. Every method leaves exactly the tensors that it returns, and what a block keeps.
 * @throws RangeError when the configuration makes no sense
 */
export function gpt2(config: Gpt2Config, engine: Engine, { precision = 'float32', keptBytes }: Gpt2Options = {}): Gpt2Model {
  const kept = new KeptActivations(keptBytes ?? keptBytesOn[engine.name])
  const { channels, heads, dropout = 0 } = checkConfig(config)
  const units = unitsOf(config)
  const root = unitAt(units, 0)
  const places = headPlaces(root)
  const wpe = root.parameters.find(({ name }) => name === 'wpe.weight')?.offset ?? NaN
  const ops = storageOf(engine, precision)

  const dropWith =
    (key: DropoutKey | undefined, layer: number): Drop =>
    (x, place) =>
      key === undefined || dropout === 0
        ? x
        : ops.multiply(x, engine.borrow(dropoutFactors(key, layer, place, x.size, dropout), x.shape))

  const setting = (i: number, flat: Float32Array, rows: number, key: DropoutKey | undefined): BlockSetting => {
    const unit = unitAt(units, i + 1)
    requireFlat(unit.name, flat, unit.padded)
    return { ops, rows, heads, drop: dropWith(key, i), weight: weightsOf(ops, unit, flat) }
  }
  const head = (flat: Float32Array): HeadSetting => {
    requireFlat('root', flat, root.padded)
    return { engine, ops, places, root: flat }
  }

  const model: Gpt2Model = {
    config,
    units,
    embed: (flat, batch, key) => {
      requireFlat('root', flat, root.padded)
      checkBatch(config, batch)
      return engine.scope(() => {
        const x = ops.load(embedTokens(flat, batch, channels, wpe), [batch.tokens.length, channels])
        return dropWith(key, 0)(x, 'embedding')
      })
    },
    block: (i, flat, x, rows, key) => {
      const own = setting(i, flat, rows, key)
      const isKept = kept.hasRoomFor(x, config)
      const { y, inner } = engine.scope(() => {
        const activations = innerOf(own, x)
        return { y: blockForward(own, activations), ...(isKept ? { inner: activations } : {}) }
      })
      if (inner !== undefined) kept.keep(x, { flat, key }, inner)
      return y
    },
    blockBackward: (i, flat, x, dy, rows, key, gradient) => {
      const unit = unitAt(units, i + 1)
      requireFlat(`${unit.name} (gradient)`, gradient, unit.padded)
      gradient.fill(0, unit.size)
      const own = setting(i, flat, rows, key)
      return engine.scope(() =>
        blockBackward(own, x, kept.of(x, { flat, key }) ?? innerOf(own, x), dy, (name, tensor) => {
          const parameter = unit.parameters.find((candidate) => candidate.name === `${unit.name}.${name}`)
          const offset = parameter?.offset ?? NaN
          engine.readInto(tensor, gradient.subarray(offset, offset + tensor.size))
          tensor.dispose()
        }),
      )
    },
    loss: (flat, x, batch) => engine.scope(() => headLoss(head(flat), x, batch.targets)),
    head: (flat, x, batch, scale, gradient) => {
      requireFlat('root (gradient)', gradient, root.padded)
      return engine.scope(() => headBackward(head(flat), x, batch.targets, scale, gradient))
    },
    embedBackward: (batch, dx, key, gradient) => {
      requireFlat('root (gradient)', gradient, root.padded)
      engine.scope(() => {
        const dEmbedded = dropWith(key, 0)(dx, 'embedding')
        embedTokensBackward(gradient, batch, engine.read(dEmbedded), channels, wpe)
      })
    },
    logits: (flats, batch) => engine.scope(() => engine.read(headLogits(head(flatAt(flats, 0)), streamOf(model, flats, batch)))),
    lastLogits: (flats, batch) =>
      engine.scope(() => {
        const last = lastPositions(engine.read(streamOf(model, flats, batch)), batch, channels)
        return engine.read(headLogits(head(flatAt(flats, 0)), engine.tensor(last, [batch.rows, channels])))
      }),
    generate: (flats, prompt, options) => generate(model, flats, prompt, options),
  }
  return model
}

/** The stream after the last block; nothing is dropped. */
function streamOf(model: Gpt2Model, flats: readonly Float32Array[], batch: Omit<MicroBatch, 'targets'>): Tensor {
  const embedded = model.embed(flatAt(flats, 0), { ...batch, targets: batch.tokens })
  return model.units.slice(1).reduce((x, _unit, i) => model.block(i, flatAt(flats, i + 1), x, batch.rows), embedded)
}

function lastPositions(x: Float32Array, { rows, length }: Pick<MicroBatch, 'rows' | 'length'>, channels: number): Float32Array {
  const last = new Float32Array(rows * channels)
  for (let row = 0; row < rows; row += 1) {
    const from = (row * length + length - 1) * channels
    last.set(x.subarray(from, from + channels), row * channels)
  }
  return last
}

function unitAt(units: Gpt2Model['units'], index: number): Gpt2Model['units'][number] {
  const unit = units[index]
  if (unit === undefined) throw new RangeError(`gpt2: block must be from 0 to ${units.length - 2}, got ${index - 1}`)
  return unit
}

function flatAt(flats: readonly Float32Array[], index: number): Float32Array {
  const flat = flats[index]
  if (flat === undefined) throw new RangeError(`gpt2: expected one flat array for each unit, got ${flats.length}`)
  return flat
}

function requireFlat(unit: string, flat: Float32Array, padded: number): void {
  if (flat.length !== padded) throw new RangeError(`gpt2: the flat array of ${unit} has ${padded} floats, got ${flat.length}`)
}
