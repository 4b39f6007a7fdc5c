/**
 * A GPT-2 in float64 as its definition has it, row by row and head by head, differentiated by the tape: slow, and without a line
 * of the model that it judges. Formulas: Radford et al. 2019 and the published code; LayerNorm epsilon 1e-5, GELU by tanh.
 */
import type { DropoutPlace, Gpt2Config, MicroBatch, Weights } from '../../../src/contract/model.ts'
import { Tape, type Variable } from './autodiff.ts'

/** The factors of the dropped activations: of a whole batch, row-major over (B T, C), or (B H, T, T) for the attention weights. */
export type Factors = (layer: number, place: DropoutPlace, size: number) => ArrayLike<number>

/** Loss (the mean over the targets that count); logits (B T x V) and gradients by name, which are computed when they are asked for. */
export interface Truth {
  readonly loss: number
  readonly logits: Float64Array
  readonly gradients: Readonly<Record<string, Float64Array>>
}

/** Names and shapes of the parameters, as (rows, columns), a vector as one row. */
export function shapesOf({
  vocabularySize: v,
  contextLength: t,
  channels: c,
  layers,
}: Gpt2Config): (readonly [string, number, number])[] {
  const block = (i: number): (readonly [string, number, number])[] => [
    [`h.${i}.ln_1.weight`, 1, c],
    [`h.${i}.ln_1.bias`, 1, c],
    [`h.${i}.attn.c_attn.weight`, c, 3 * c],
    [`h.${i}.attn.c_attn.bias`, 1, 3 * c],
    [`h.${i}.attn.c_proj.weight`, c, c],
    [`h.${i}.attn.c_proj.bias`, 1, c],
    [`h.${i}.ln_2.weight`, 1, c],
    [`h.${i}.ln_2.bias`, 1, c],
    [`h.${i}.mlp.c_fc.weight`, c, 4 * c],
    [`h.${i}.mlp.c_fc.bias`, 1, 4 * c],
    [`h.${i}.mlp.c_proj.weight`, 4 * c, c],
    [`h.${i}.mlp.c_proj.bias`, 1, c],
  ]
  return [
    ['wte.weight', v, c],
    ['wpe.weight', t, c],
    ...Array.from({ length: layers }, (_, i) => block(i)).flat(),
    ['ln_f.weight', 1, c],
    ['ln_f.bias', 1, c],
  ]
}

/** Computes the truth about a batch. */
export function truthOf(config: Gpt2Config, weights: Weights, batch: MicroBatch, factors?: Factors): Truth {
  const tape = new Tape()
  const parameters = new Map(shapesOf(config).map(([name, rows, cols]) => [name, tape.leaf(rows, cols, weights[name]!)]))
  const drop = factors && remembered(factors)
  const counted = batch.targets.filter((target) => target >= 0).length
  const rows = Array.from({ length: batch.rows }, (_, b) => rowOf(tape, parameters, config, batch, b, drop))
  const total = rows.map(({ loss }) => loss).reduce((sum, loss) => tape.add(sum, loss))
  const mean = tape.times(total, tape.leaf(1, 1, [1 / counted]))
  let isDifferentiated = false
  return {
    loss: mean.values[0]!,
    get logits() {
      return Float64Array.from(rows.flatMap(({ logits }) => Array.from(logits.values)))
    },
    get gradients() {
      if (!isDifferentiated) tape.differentiate(mean)
      isDifferentiated = true
      return Object.fromEntries([...parameters].map(([name, { slopes }]) => [name, slopes]))
    },
  }
}

/** A place's factors are drawn once for the whole batch; each row takes its part. */
function remembered(factors: Factors): Factors {
  const known = new Map<string, ArrayLike<number>>()
  return (layer, place, size) => {
    const key = `${layer} ${place}`
    const drawn = known.get(key) ?? factors(layer, place, size)
    known.set(key, drawn)
    return drawn
  }
}

function rowOf(
  tape: Tape,
  parameters: ReadonlyMap<string, Variable>,
  { channels: c, heads, layers }: Gpt2Config,
  { rows, length: t, tokens, targets }: MicroBatch,
  b: number,
  factors: Factors | undefined,
): { loss: Variable; logits: Variable } {
  const weight = (name: string): Variable => parameters.get(name)!
  /** Keeps part `index` of `parts` of a place's factors. */
  const drop = (x: Variable, layer: number, place: DropoutPlace, index: number, parts: number): Variable => {
    if (factors === undefined) return x
    const size = x.values.length
    const all = factors(layer, place, size * parts)
    return tape.times(
      x,
      tape.leaf(
        x.rows,
        x.cols,
        new Float64Array(size).map((_, i) => all[index * size + i]!),
      ),
    )
  }
  const linear = (x: Variable, name: string): Variable =>
    tape.add(tape.product(x, weight(`${name}.weight`)), weight(`${name}.bias`))
  const norm = (x: Variable, name: string): Variable =>
    tape.add(tape.times(standardised(tape, x), weight(`${name}.weight`)), weight(`${name}.bias`))

  let x = tape.add(
    tape.pickRows(weight('wte.weight'), tokens.subarray(b * t, (b + 1) * t)),
    tape.pickRows(weight('wpe.weight'), range(t)),
  )
  x = drop(x, 0, 'embedding', b, rows)
  for (let i = 0; i < layers; i += 1) {
    const qkv = linear(norm(x, `h.${i}.ln_1`), `h.${i}.attn.c_attn`)
    const d = c / heads
    const outputs = range(heads).map((h) => {
      const [q, k, v] = [0, 1, 2].map((part) => tape.columns(qkv, part * c + h * d, part * c + (h + 1) * d)) as [
        Variable,
        Variable,
        Variable,
      ]
      const scores = tape.times(tape.productOfRows(q, k), tape.leaf(1, 1, [1 / Math.sqrt(d)]))
      return tape.product(
        drop(
          softmax(tape, scores, (row, col) => col <= row),
          i,
          'attention',
          b * heads + h,
          rows * heads,
        ),
        v,
      )
    })
    x = tape.add(x, drop(linear(tape.beside(outputs), `h.${i}.attn.c_proj`), i, 'attentionResidual', b, rows))
    const wide = linear(norm(x, `h.${i}.ln_2`), `h.${i}.mlp.c_fc`)
    x = tape.add(x, drop(linear(gelu(tape, wide), `h.${i}.mlp.c_proj`), i, 'mlpResidual', b, rows))
  }
  const logits = tape.productOfRows(norm(x, 'ln_f'), weight('wte.weight'))
  return { logits, loss: crossEntropy(tape, logits, targets.subarray(b * t, (b + 1) * t)) }
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

function standardised(tape: Tape, x: Variable): Variable {
  const negativeShare = tape.leaf(1, 1, [-1 / x.cols])
  const centred = tape.add(x, tape.times(tape.sumOfRows(x), negativeShare))
  const variance = tape.times(tape.sumOfRows(tape.times(centred, centred)), tape.leaf(1, 1, [1 / x.cols]))
  return tape.times(
    centred,
    tape.map(
      variance,
      (v) => (v + 1e-5) ** -0.5,
      (v) => -0.5 * (v + 1e-5) ** -1.5,
    ),
  )
}

/** e^(x - largest) over its sum, where `counts`; 0 elsewhere. The largest is a constant: the result does not depend on it. */
function softmax(tape: Tape, x: Variable, counts: (row: number, col: number) => boolean): Variable {
  const { rows, cols } = x
  const shift = tape.leaf(
    rows,
    1,
    range(rows).map(
      (i) =>
        -Math.max(
          ...range(cols)
            .filter((j) => counts(i, j))
            .map((j) => x.values[i * cols + j]!),
        ),
    ),
  )
  const mask = tape.leaf(
    rows,
    cols,
    range(rows * cols).map((at) => (counts(Math.floor(at / cols), at % cols) ? 1 : 0)),
  )
  // Where nothing counts the exponential might overflow: its argument is made 0 first.
  const powers = tape.times(
    tape.map(tape.times(tape.add(x, shift), mask), Math.exp, (_, y) => y),
    mask,
  )
  return tape.times(
    powers,
    tape.map(
      tape.sumOfRows(powers),
      (s) => 1 / s,
      (s) => -1 / (s * s),
    ),
  )
}

function gelu(tape: Tape, x: Variable): Variable {
  const cube = tape.times(tape.times(x, x), x)
  const u = tape.times(tape.add(x, tape.times(cube, tape.leaf(1, 1, [0.044715]))), tape.leaf(1, 1, [Math.sqrt(2 / Math.PI)]))
  const gate = tape.add(
    tape.map(u, Math.tanh, (_, y) => 1 - y * y),
    tape.leaf(1, 1, [1]),
  )
  return tape.times(tape.times(x, gate), tape.leaf(1, 1, [0.5]))
}

/** Minus the sum of the logarithms of the probabilities of the targets; those below 0 are left out. */
function crossEntropy(tape: Tape, logits: Variable, targets: Int32Array): Variable {
  const { rows, cols } = logits
  const shift = tape.leaf(
    rows,
    1,
    range(rows).map((i) => -logits.values.subarray(i * cols, (i + 1) * cols).reduce((a, b) => Math.max(a, b))),
  )
  const shifted = tape.add(logits, shift)
  const logSum = tape.map(tape.sumOfRows(tape.map(shifted, Math.exp, (_, y) => y)), Math.log, (s) => 1 / s)
  const oneHot = tape.leaf(rows, cols, new Float64Array(rows * cols))
  targets.forEach((target, i) => target >= 0 && (oneHot.values[i * cols + target] = 1))
  const negative = tape.leaf(1, 1, [-1])
  const losses = tape.add(logSum, tape.times(tape.sumOfRows(tape.times(shifted, oneHot)), negative))
  const counted = tape.times(
    losses,
    tape.leaf(
      rows,
      1,
      Array.from(targets, (target) => (target >= 0 ? 1 : 0)),
    ),
  )
  return tape.product(tape.leaf(1, rows, new Float64Array(rows).fill(1)), counted)
}
