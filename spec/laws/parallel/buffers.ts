/** Buffers, such as the running mean of a batch normalisation: nothing but the rule that is chosen makes them agree. */
import fc from 'fast-check'
import { law } from '../../judge/spec.ts'

/** Values are multiples of 1/8 up to 8. */
const anyValues = fc
  .array(fc.integer({ min: -64, max: 64 }), { minLength: 1, maxLength: 6 })
  .map((eighths) => Float64Array.from(eighths, (n) => n / 8))

/** A few steps on 1 to 4 ranks, whose batches may be unequal. */
const anySteps = fc
  .integer({ min: 1, max: 4 })
  .chain((ranks) => fc.array(fc.array(anyValues, { minLength: ranks, maxLength: ranks }), { minLength: 1, maxLength: 5 }))

/** Means of at most 24 exact values up to 8, mixed at most 5 times: a dozen roundings of numbers up to 8, far below. */
const MIXED = 1e-13

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The weight of step s of n is momentum (1 - momentum)^(n - 1 - s): the sum, written out. */
function weighted(means: readonly number[], momentum: number): number {
  return means.reduce((sum, value, s) => sum + momentum * (1 - momentum) ** (means.length - 1 - s) * value, 0)
}

export default [
  law({
    id: 'parallel.buffers-follow-their-rule',
    says: 'a running mean is that of each rank’s own values unless buffers are synchronised; that of rank 0’s under DDP; and that of one device with the whole batch only where all values are looked at',
    cites:
      'Ioffe & Szegedy 2015; PyTorch: DistributedDataParallel broadcasts buffers of rank 0, SyncBatchNorm takes statistics over all ranks',
    needs: ['runningMeans'],
    reaches: ['ranks differ'],
    holds: ({ runningMeans }, w) =>
      fc.property(anySteps, fc.constantFrom(0.1, 0.5, 1), (steps, momentum) => {
        const ranks = steps[0]?.length ?? 0
        const own = Array.from({ length: ranks }, (_, rank) =>
          weighted(
            steps.map((values) => mean([...(values[rank] ?? [])])),
            momentum,
          ),
        )
        const whole = weighted(
          steps.map((values) => mean(values.flatMap((each) => [...each]))),
          momentum,
        )
        const everywhere = (value: number) => own.map(() => value)
        w.close('local', runningMeans(steps, momentum, 'local'), own, MIXED)
        w.close('from rank 0', runningMeans(steps, momentum, 'from rank 0'), everywhere(own[0] ?? NaN), MIXED)
        w.close('synchronised', runningMeans(steps, momentum, 'synchronised'), everywhere(whole), MIXED)
        if (Math.max(...own) - Math.min(...own) > 0.01) w.reached('ranks differ')
      }),
  }),
]
