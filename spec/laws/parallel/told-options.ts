/** What options of a job that are rarely told change, and what a run that goes on counts. */
import { asyncOnce, law } from '../../judge/spec.ts'
import { batchesOf, job, SHAPE, tracesOf, unitsOf, wholeState } from './jobs.ts'

const [first, second] = [batchesOf(8, SHAPE.words, 0), batchesOf(8, SHAPE.words, 1)]
const ALONE = { strategy: 'single', ranks: 1 } as const

export default [
  law({
    id: 'parallel.what-goes-on-counts-on',
    says: 'a run that goes on numbers its steps from where it left off, and its first gradients are the last ones of the run that did not stop',
    cites: 'the contract: RankTrace, StepRecord',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncOnce(async () => {
        const [whole] = tracesOf(w, await trainOnRanks(job({ ...ALONE, batches: [first, second] })), 1)
        const [half] = tracesOf(w, await trainOnRanks(job({ ...ALONE, batches: [first] })), 1)
        const resumeFrom = half === undefined ? [] : [half.state]
        const [on] = tracesOf(w, await trainOnRanks(job({ ...ALONE, batches: [second], resumeFrom })), 1)
        w.equal('steps', [whole, half, on].map((trace) => trace?.records.map(({ step }) => step)), [[1, 2], [1], [2]]) // prettier-ignore
        w.equal('last gradients of the whole', whole?.lastGradients, on?.firstGradients)
        w.equal('last gradients of one step', half?.lastGradients, half?.firstGradients)
      }),
  }),
  law({
    id: 'parallel.nesterov-looks-ahead',
    says: 'the first step of SGD with momentum 0.9 is 1.9 times as long with Nesterov as without',
    cites: 'definition: the buffer is the gradient at the first step, and params -= lr (g + momentum buffer)',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncOnce(async () => {
        const after = async (nesterov: boolean, learningRate: number): Promise<number[]> => {
          const optimizer = { kind: 'sgd', momentum: 0.9, nesterov } as const
          const training = job({ ...ALONE, optimizer, learningRate, batches: [first] })
          return wholeState(w, training, tracesOf(w, await trainOnRanks(training), 1)).parameters.flatMap((flat) => [...flat])
        }
        const [start, plain, ahead] = [await after(false, 0), await after(false, 1), await after(true, 1)]
        const longer = plain.map((p, i) => 1.9 * (p - (start[i] ?? NaN)))
        const size = Math.max(...start.map(Math.abs), ...plain.map(Math.abs), ...ahead.map(Math.abs))
        // parameters are rounded to float32 before and after each step
        w.close('step', ahead.map((p, i) => p - (start[i] ?? NaN)), longer, 8 * 2 ** -24 * size) // prettier-ignore
        w.require('a step was taken', longer.some((x) => Math.abs(x) > 1e-4), size) // prettier-ignore
      }),
  }),
  law({
    id: 'parallel.buckets-bound-a-message',
    says: 'under DDP no message has more floats than asked for: a step makes at least as many calls as it takes, and leaves the same bits',
    cites: 'the contract: bucketFloats',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncOnce(async () => {
        const told = job({ strategy: 'ddp', ranks: 2, batches: [first], bucketFloats: 1024 })
        const untold = job({ strategy: 'ddp', ranks: 2, batches: [first] })
        const traces = tracesOf(w, await trainOnRanks(told), 2)
        const floats = unitsOf(told).reduce((sum, { padded }) => sum + padded, 0)
        const calls = traces[0]?.stepTraffic.calls.allReduce ?? NaN
        w.require(`at least ${floats / 1024} calls`, calls >= floats / 1024, calls)
        w.equal('state', wholeState(w, told, traces), wholeState(w, untold, tracesOf(w, await trainOnRanks(untold), 2)))
      }),
  }),
]
