/** The small parts of the machine that runs loops, against published and hand-computed values. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Optimizer } from './optimizer.ts'
import { round } from './rounding.ts'
import { Scaler } from './scaler.ts'
import { backward, crossEntropy, forward, meanGradient, norm } from './tiny-model.ts'
import { clipped } from './truth.ts'
import { correctProgram, loopOf } from '../correct.ts'
import { changed } from '../edits.ts'
import { resultOf, sameResult } from '../result.ts'
import { run } from '../run.ts'
import type { OptimizerAction, Program } from '../vocabulary.ts'
import { seed } from '../../judge/seed.ts'

describe('rounding to half precision', () => {
  test('gives the published values: least and largest numbers, underflow, and what a scale of 65536 saves', () => {
    expect(round(1e-8, 'float16')).toBe(0)
    expect(round(1e-8 * 65_536, 'float16') / 65_536).toBeCloseTo(9.997166e-9, 15)
    expect([round(2 ** -24, 'float16'), round(65_504, 'float16'), round(65_520, 'float16')]).toEqual([2 ** -24, 65_504, Infinity])
    // ties go to the even fraction
    expect([round(2049, 'float16'), round(2051, 'float16'), round(257, 'bfloat16')]).toEqual([2048, 2052, 256])
  })

  test('bfloat16 is float32 with half of its bits: an independent rounding of the bits agrees', () => {
    const bits = new Uint32Array(1)
    const float = new Float32Array(bits.buffer)
    const byBits = (x: number): number => {
      float[0] = x
      const whole = bits[0] ?? 0
      bits[0] = (whole + 0x7fff + ((whole >>> 16) & 1)) & 0xffff0000
      return float[0] ?? NaN
    }
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e38), max: Math.fround(1e38) }), (x) => {
        expect(round(x, 'bfloat16')).toBe(byBits(x))
      }),
      { seed, numRuns: 5000 },
    )
  })
})

describe('the optimizers', () => {
  const steps = (action: OptimizerAction, gradients: readonly number[], rate = 0.1, decay?: number): number[] => {
    const parameter = { name: 'w', value: Float64Array.of(1), gradient: undefined as Float64Array | undefined }
    const optimizer = new Optimizer([parameter], 'model', action, { rate, decay, momentum: action.rule === 'sgd' ? 0.9 : 0 })
    return gradients.map((gradient) => {
      parameter.gradient = Float64Array.of(gradient)
      optimizer.step()
      return parameter.value[0] ?? NaN
    })
  }
  test.each([
    ['AdamW', 'adamw', [0.5, -0.25, 1], 0.1, [0.890000002, 0.854466298688, 0.78011047667]],
    ['Adam with an L2 penalty', 'adam', [0.5, -0.25, 1], 0.1, [0.900000001667, 0.854441367462, 0.781504399863]],
    ['SGD with momentum', 'sgd', [0.5, -0.25, 1], 0, [0.95, 0.93, 0.812]],
    [
      'AdamW, each gradient twice',
      'adamw',
      [0.5, 0.5, -0.25, -0.25, 1, 1],
      0.1,
      [undefined, 0.78110000398, undefined, 0.692835700366, undefined, 0.55646092699],
    ],
  ] as const)('%s makes the published steps', (_name, rule, gradients, decay, expected) => {
    const made = steps({ do: 'optimizer', rule }, gradients, 0.1, decay)
    expected.forEach((value, i) => {
      if (value !== undefined) expect(made[i]).toBeCloseTo(value, 10)
    })
  })
})

test('the scaler grows after three clean steps, halves at an overflow, and forgets its count', () => {
  const scaler = new Scaler({ enabled: true, initial: 65_536, interval: 3, sharded: false })
  const parameter = { name: 'w', value: Float64Array.of(1), gradient: undefined as Float64Array | undefined }
  const optimizer = new Optimizer([parameter], 'model', { do: 'optimizer', rule: 'sgd' }, { rate: 0, decay: 0, momentum: 0 })
  const scales = Array.from('FFFIFFFFFF', (kind) => {
    scaler.use()
    parameter.gradient = Float64Array.of(kind === 'F' ? 1 : Infinity)
    scaler.unscale(optimizer)
    expect(scaler.mayStep(optimizer)).toBe(kind === 'F')
    scaler.update()
    return scaler.scale
  })
  expect(scales).toEqual([65_536, 65_536, 131_072, 65_536, 65_536, 65_536, 131_072, 131_072, 131_072, 262_144])
  expect(() => scaler.update()).toThrow('No inf checks were recorded prior to update.')
  scaler.unscale(optimizer)
  expect(() => scaler.unscale(optimizer)).toThrow('unscale_() has already been called on this optimizer')
})

test('clipping (3, 4, 12) to 1 divides by 13; scaled by 65536 the threshold acts at 1/65536', () => {
  expect([...clipped(Float64Array.of(3, 4, 12), 1)].map((x) => x.toFixed(6))).toEqual(['0.230769', '0.307692', '0.923077'])
  const scaled = clipped(
    Float64Array.of(3, 4, 12).map((x) => x * 65_536),
    1,
  ).map((x) => x / 65_536)
  expect(scaled[0]).toBeCloseTo(3.521259e-6, 10)
  expect(norm(scaled)).toBeCloseTo(1 / 65_536, 12)
})

test('the gradient of the model is that of finite differences', () => {
  const weights = Float64Array.from({ length: 32 }, (_, i) => Math.sin(i + 1) / 2)
  const examples = [3, 14, 15].map((row) => ({ row, epoch: 1 }))
  const lossAt = (at: number, by: number): number =>
    crossEntropy(
      forward(
        weights.map((w, i) => w + (i === at ? by : 0)),
        examples,
        true,
        'float32',
      ),
      'float32',
      'mean',
    ).value
  const gradient = meanGradient(weights, examples)
  gradient.forEach((value, i) => expect(value).toBeCloseTo((lossAt(i, 1e-5) - lossAt(i, -1e-5)) / 2e-5, 8))
  const activations = forward(weights, examples, true, 'float32')
  const doubled = backward(activations, crossEntropy(activations, 'float32', 'sum').gradient(1))
  doubled.forEach((value, i) => expect(value).toBeCloseTo(3 * (gradient[i] ?? NaN), 12))
})

test('a rank that waits for another that is done is told, not waited for', () => {
  const program: Program = [{ do: 'init group' }, { do: 'when', test: { op: '==', of: ['rank', 0] }, body: [{ do: 'barrier' }] }]
  const { ended } = run({ programFor: () => program }, { strategy: 'ddp', ranks: 2, device: 'gpu', dtype: 'float32' })
  expect(ended?.message).toContain('rank 0 waits for a barrier that rank 1 never calls')
})

test('a run that draws only after a seed is the same with other luck, and one that says it depends on luck is not', () => {
  const unseeded = changed(correctProgram, (step) => (step.do === 'seed' ? [] : undefined))
  const seededLate = unseeded.flatMap((step): Program => (step.do === 'optimizer' ? [{ do: 'seed', value: 7 }, step] : [step]))
  const onOneRank = changed(correctProgram, (step) =>
    step.do === 'seed' ? [{ do: 'when', test: { op: '==', of: ['rank', 0] }, body: [step] }] : undefined,
  )
  const shuffled = changed(onOneRank, (step) =>
    step.do === 'loader' && step.as === 'loader' ? [{ do: 'loader', as: 'loader', of: 'train', shuffle: true }] : undefined,
  )
  for (const [strategy, ranks] of [
    ['single', 1],
    ['ddp', 2],
    ['fsdp', 2],
  ] as const)
    // prettier-ignore
    for (const [program, isLucky] of [
      [correctProgram, false],
      [unseeded, true],
      [seededLate, true],
      [shuffled, ranks > 1],
    ] as const) {
      const [once, again] = [1, 2].map((entropy) =>
        run(loopOf(program), { strategy, ranks, device: 'gpu', dtype: 'float32' }, { entropy }),
      )
      if (once === undefined || again === undefined) expect.fail()
      expect([once.ended, once.dependsOnLuck, again.dependsOnLuck]).toEqual([undefined, isLucky, isLucky])
      expect(sameResult(resultOf(once), resultOf(again))).toBe(!isLucky)
    }
})

test('samplers of all ranks share the data set, in another order in every epoch', () => {
  const program: Program = [
    { do: 'data set' },
    { do: 'sampler', ranks: 'world', rank: 'rank' },
    { do: 'loader', sampler: 'sampler', batch: 8 },
    {
      do: 'repeat',
      until: 2,
      index: 'epoch',
      body: [
        { do: 'set epoch', to: 'epoch' },
        { do: 'batches', body: [] },
      ],
    },
  ]
  for (const ranks of [2, 4]) {
    const { ranks: left } = run({ programFor: () => program }, { strategy: 'ddp', ranks, device: 'gpu', dtype: 'float32' })
    const rowsIn = (epoch: number) =>
      left.flatMap(({ draws }) => draws.filter((draw) => draw.epoch === epoch).flatMap(({ rows }) => rows))
    expect(new Set(rowsIn(0)).size).toBe(ranks * 89)
    expect(rowsIn(0)).toHaveLength(ranks * 89)
    expect(new Set(rowsIn(1))).toEqual(new Set(rowsIn(0)))
    expect(rowsIn(1)).not.toEqual(rowsIn(0))
  }
})
