/** The oracle of the room, judged by what it does not know: PyTorch's golden vectors, and finite differences of its own loss. */
import { describe, expect, test } from 'vitest'
import { checksums, golden, goldenBatch, goldenConfig, goldenCurve, goldenWeights, maskedBatch, type Checksum } from './golden.ts'
import { truthOf } from './oracle.ts'

function expectSame(got: ArrayLike<number>, expected: Checksum): void {
  const { sum, sumsq, ramp, first3 } = checksums(got)
  // The file's own rule: checksums 1e-11 absolute and 1e-10 relative.
  const within = (x: number, y: number): void => expect(Math.abs(x - y)).toBeLessThanOrEqual(1e-11 + 1e-10 * Math.abs(y))
  within(sum, expected.sum)
  within(sumsq, expected.sumsq)
  within(ramp, expected.ramp)
  first3.forEach((x, i) => within(x, expected.first3[i] ?? NaN))
}

describe('the float64 twin', () => {
  test('weights by formula are the weights of the file', () => {
    for (const name of golden.order) expectSame(goldenWeights[name] ?? [], golden.weights[name] as Checksum)
  })

  test('agrees with PyTorch in float64 to 1e-11: loss, logits, every gradient', () => {
    const { loss, logits, gradients } = truthOf(goldenConfig, goldenWeights, goldenBatch)
    expect(Math.abs(loss - golden.loss)).toBeLessThanOrEqual(1e-12)
    expectSame(logits, golden.logits)
    for (const name of golden.order) expectSame(gradients[name] ?? [], golden.grads[name] as Checksum)
  })

  test('the curve of sixty steps goes on where the file of three ends', () => {
    const { history, final_loss: last } = golden.train_clip1
    const known = [...history.map(({ loss }) => loss), last]
    known.forEach((loss, i) => expect(Math.abs(loss - (goldenCurve.losses[i] ?? NaN))).toBeLessThan(1e-12))
    expect(goldenCurve.hyper).toMatchObject({ lr: golden.train_clip1.hyper.lr, clip: golden.train_clip1.hyper.clip })
  })

  test('agrees with PyTorch where targets are ignored', () => {
    const { loss, gradients } = truthOf(goldenConfig, goldenWeights, maskedBatch)
    expect(Math.abs(loss - golden.masked.loss)).toBeLessThanOrEqual(1e-12)
    for (const [name, expected] of Object.entries(golden.masked.grads)) expectSame(gradients[name] ?? [], expected)
  })

  test('its gradients are the slopes of its loss, with dropped activations too', () => {
    const factors = (layer: number, place: string, size: number): number[] =>
      Array.from({ length: size }, (_, i) => ((i * 7 + layer * 3 + place.length) % 5 === 0 ? 0 : 1.25))
    const { gradients } = truthOf(goldenConfig, goldenWeights, maskedBatch, factors)
    const step = 1e-5
    for (const name of golden.order) {
      const weights = goldenWeights[name] ?? new Float64Array()
      // Three values at once, each by a share of its own: what is wrong of one no other makes up for.
      const moves = [
        [0, 1],
        [Math.floor(weights.length / 2), -1],
        [weights.length - 1, 0.5],
      ] as const
      const lossAt = (shift: number): number => {
        const moved = weights.slice()
        for (const [i, share] of moves) moved[i] = (moved[i] ?? NaN) + share * shift
        return truthOf(goldenConfig, { ...goldenWeights, [name]: moved }, maskedBatch, factors).loss
      }
      const slope = moves.reduce((sum, [i, share]) => sum + share * (gradients[name]?.[i] ?? NaN), 0)
      // Central differences: off by step^2 times third derivatives of order 1, here of 2.5 as long a way, and by roundings of 1e-16 / step.
      expect(Math.abs((lossAt(step) - lossAt(-step)) / (2 * step) - slope), name).toBeLessThan(1e-8)
    }
  })
})
