/** Learning rates over a run. */
import fc from 'fast-check'
import type { Schedule } from '../../../src/contract/optim.ts'
import { law, once, table } from '../../judge/spec.ts'

const schedules = fc
  .record({
    kind: fc.constantFrom<Schedule['kind']>('constant', 'linear', 'cosine'),
    peak: fc.constantFrom(2 ** -10, 6e-4, 0.1),
    warmupSteps: fc.nat(20),
    decaySteps: fc.integer({ min: 1, max: 50 }),
    floorShare: fc.constantFrom(0, 0.1, 1),
  })
  .map(({ decaySteps, floorShare, ...rest }) => ({
    ...rest,
    totalSteps: rest.warmupSteps + decaySteps,
    floor: rest.peak * floorShare,
  }))

export default [
  law({
    id: 'schedule.published',
    says: 'a warm-up of 4 steps to 1 and a decay to 0.2 at step 12 pass the tabulated rates',
    cites: 'derived here: cos(pi / 4) = 1 / sqrt 2, cos(pi / 2) = 0',
    needs: ['learningRate'],
    holds: ({ learningRate }, w) =>
      table(
        [
          ...[0.25, 0.5, 0.75, 1, 1].map((rate, step) => ({ kind: 'cosine' as const, step, rate })),
          { kind: 'cosine', step: 6, rate: 0.6 + 0.4 * Math.SQRT1_2 },
          { kind: 'cosine', step: 8, rate: 0.6 },
          { kind: 'cosine', step: 10, rate: 0.6 - 0.4 * Math.SQRT1_2 },
          { kind: 'cosine', step: 12, rate: 0.2 },
          { kind: 'cosine', step: 1000, rate: 0.2 },
          { kind: 'linear', step: 2, rate: 0.75 },
          { kind: 'linear', step: 5, rate: 0.9 },
          { kind: 'linear', step: 8, rate: 0.6 },
          { kind: 'linear', step: 12, rate: 0.2 },
          { kind: 'constant', step: 0, rate: 0.25 },
          { kind: 'constant', step: 4, rate: 1 },
          { kind: 'constant', step: 1000, rate: 1 },
        ] as const,
        ({ kind, step, rate }) => {
          const got = learningRate({ kind, peak: 1, warmupSteps: 4, totalSteps: 12, floor: 0.2 }, step)
          w.close(`${kind}, step ${step}`, got, rate, 1e-15)
        },
      ),
  }),
  law({
    id: 'schedule.rises-then-falls',
    says: 'no step has the rate 0 in the warm-up; the rate rises by equal amounts to the peak, then never rises, and never leaves [floor, peak]',
    cites: 'the contract',
    needs: ['learningRate'],
    holds: ({ learningRate }, w) =>
      fc.property(schedules, (schedule) => {
        const { peak, warmupSteps, totalSteps, floor, kind } = schedule
        const rates = Array.from({ length: totalSteps + 3 }, (_, step) => learningRate(schedule, step))
        const slack = 1e-15 * peak
        for (const [step, rate] of rates.entries()) {
          if (step < warmupSteps) w.close(`warm-up ${step}`, rate * warmupSteps, peak * (step + 1), 4e-15 * peak * warmupSteps)
          else {
            w.require(`step ${step} does not rise`, rate <= (rates[Math.max(step - 1, warmupSteps)] ?? NaN) + slack, rate)
            w.require(`step ${step} in [floor, peak]`, rate >= floor - slack && rate <= peak + slack, rate)
          }
        }
        w.close('first after the warm-up', rates[warmupSteps] ?? NaN, peak, slack)
        w.close('last', rates.at(-1) ?? NaN, kind === 'constant' ? peak : floor, slack)
      }),
  }),
  law({
    id: 'schedule.refuses',
    says: 'rates that are not positive, floors above the peak, decays of no length and steps before 0 are refused by name',
    cites: 'the contract',
    needs: ['learningRate'],
    holds: ({ learningRate }, w) =>
      once(() => {
        const good: Schedule = { kind: 'cosine', peak: 1, warmupSteps: 2, totalSteps: 4 }
        w.throws('peak', RangeError, 'got 0', () => learningRate({ ...good, peak: 0 }, 0))
        w.throws('peak', RangeError, 'got Infinity', () => learningRate({ ...good, peak: Infinity }, 0))
        w.throws('warmupSteps', RangeError, 'got 1.5', () => learningRate({ ...good, warmupSteps: 1.5 }, 0))
        w.throws('totalSteps', RangeError, 'got 2', () => learningRate({ ...good, totalSteps: 2 }, 0))
        w.throws('floor', RangeError, 'got 2', () => learningRate({ ...good, floor: 2 }, 0))
        w.throws('step', RangeError, 'got -1', () => learningRate(good, -1))
      }),
  }),
]
