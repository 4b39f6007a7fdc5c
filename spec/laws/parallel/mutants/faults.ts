/** Faults of training on several ranks, each as the one part of the step that has it. */
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'
import type { TrainingJob } from '../../../../src/contract/parallel.ts'
import { normOfChunks, sumsOfSquares } from '../../../../src/optim/clip.ts'
import { ddp } from '../../../../src/parallel/ddp.ts'
import { fsdp } from '../../../../src/parallel/fsdp.ts'
import { sumLosses } from '../../../../src/parallel/global-mean.ts'
import { globalNorm } from '../../../../src/parallel/gradient-norm.ts'
import { ownMicroBatches } from '../../../../src/parallel/micro-batches.ts'
import { stepShard } from '../../../../src/parallel/shard-optimizer.ts'
import type { Shard, Strategy } from '../../../../src/parallel/strategy.ts'
import { sumTree } from '../../../../src/parallel/tree-sum.ts'
import { type StepParts, stepParts } from '../../../../src/train/step.ts'

interface Where {
  readonly group: ProcessGroup
  readonly job: TrainingJob
}

type Make = StepParts['ddp']

/** Replaces some methods of a strategy. */
function changed(make: Make, change: (strategy: Strategy, group: ProcessGroup) => Partial<Strategy>): Make {
  return (group, units, options) => {
    const strategy = make(group, units, options)
    return { ...strategy, ...change(strategy, group) }
  }
}

const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0)

/** The scale, where it depends on a rank's own count; one that has nothing to predict has nothing to scale. */
const perRank = (counts: Float64Array, rank: number): number => 1 / Math.max(1, counts[rank] ?? 1)

/** Fault -> what is replaced. */
export const faults: Readonly<Record<string, (where: Where) => Partial<StepParts>>> = {
  summed: () => ({ globalScale: perRank }),
  'divided twice': () => ({ globalScale: (counts) => 1 / (total(counts) * counts.length) }),
  'mean of means': () => ({ globalScale: (counts, rank) => perRank(counts, rank) / counts.length }),
  'ignored targets counted': () => ({ countTargets: ({ targets }) => targets.length }),
  'not divided by the micro-batches': ({ job }) => ({ globalScale: (counts) => job.microBatches / total(counts) }),
  'not reduced': () => ({ ddp: changed(ddp, () => ({ reduce: () => undefined })) }),
  'reduced too early': () => {
    const late = new Map<Float32Array, Float32Array>()
    return {
      sum: ({ from, to }, leaf, into, pool) => {
        sumTree(from, to - 1, leaf, into, pool)
        const last = new Float32Array(into.length)
        if (to > from) leaf(to - 1, last)
        late.set(into, last)
      },
      ddp: changed(ddp, (strategy) => ({
        finish: async () => {
          await strategy.finish()
          for (const { gradient } of strategy.shards) addTo(gradient, late.get(gradient) ?? gradient.slice().fill(0))
        },
      })),
    }
  },
  'only the last micro-batch': () => ({
    sum: ({ from, to }, leaf, into) => {
      into.fill(0)
      for (let m = from; m < to; m += 1) leaf(m, into)
    },
  }),
  'one after the other': () => ({
    sum: ({ from, to }, leaf, into) => {
      const sum = new Float32Array(into.length)
      const next = new Float32Array(into.length)
      for (let m = from; m < to; m += 1) {
        leaf(m, next)
        addTo(sum, next)
      }
      into.set(sum)
    },
  }),
  'gradients not zeroed': () => {
    const before = new Map<Float32Array, Float32Array>()
    return {
      sum: ({ from, to }, leaf, into, pool) => {
        const old = before.get(into)
        sumTree(from, to, leaf, into, pool)
        if (old !== undefined) addTo(into, old)
        before.set(into, into.slice())
      },
    }
  },
  'tail dropped': () => ({
    ownMicroBatches: (microBatches, ranks, rank) => {
      const each = Math.floor(microBatches / ranks)
      return { from: rank * each, to: (rank + 1) * each }
    },
  }),
  'bucket loses an element': () => ({
    ddp: (group, units, options) => {
      const strategy = ddp(group, units, options)
      const { bucketFloats = Infinity } = options
      return {
        ...strategy,
        async reduce(u) {
          const gradient = strategy.gradientOf(u)
          const lost = gradient[bucketFloats - 1]
          await strategy.reduce(u)
          await strategy.finish()
          if (lost !== undefined) gradient[bucketFloats - 1] = lost
        },
      }
    },
  }),
  'not broadcast': () => ({ ddp: changed(ddp, beginAlone), fsdp: changed(fsdp, beginAlone) }),
  'clipped before the reduction': ({ job: { maxNorm = Infinity } }) => ({
    ddp: changed(ddp, (strategy) => {
      const waiting: number[] = []
      return {
        reduce: (u) => void waiting.push(u),
        async finish() {
          const own = waiting.map((u) => strategy.gradientOf(u))
          const coefficient = Math.min(1, maxNorm / (normOf(own) + 1e-6))
          for (const gradient of own) gradient.forEach((g, i) => (gradient[i] = g * coefficient))
          for (const u of waiting.splice(0)) await strategy.reduce(u)
          await strategy.finish()
        },
      }
    }),
  }),
  'clipped before unscaling': ({ job }) => ({
    globalNorm: async (...which) => (job.scaler?.initScale ?? 1) * (await globalNorm(...which)),
  }),
  'unscaled twice': () => ({ unscale: (strategy, factor) => stepParts.unscale(strategy, factor ** 2) }),
  'not unscaled': () => ({ unscale: () => undefined }),
  'unused blocks pass': () => ({ requireUsed: () => undefined }),
  'coefficient above 1': () => ({ clipCoefficient: (norm, maxNorm) => maxNorm / (norm + 1e-6) }),
  'local norm': () => ({ globalNorm: (_group, _strategy, own) => Promise.resolve(normOfChunks(own)) }),
  'padding trained': () => ({
    stepShard: (shard, ...rest) => {
      stepShard(shard, ...rest)
      const used = Math.max(0, shard.unit.size - shard.start)
      if (used < shard.parameters.length) shard.parameters[shard.parameters.length - 1] = 1e-3
    },
  }),
  'scattered without the mean': () => ({
    fsdp: changed(fsdp, (strategy, { size }) => ({
      async reduce(u) {
        await strategy.reduce(u)
        const { gradient } = strategy.shards[u] as Shard
        gradient.forEach((g, i) => (gradient[i] = g * size))
      },
    })),
  }),
  'optimizer of other parameters': () => ({
    stepShard: (shard, ...rest) => stepShard({ ...shard, parameters: shard.parameters.slice() }, ...rest),
  }),
  'decay of biases': () => ({
    stepShard: (shard, choice, learningRate, step) => {
      const { weightDecay = 0 } = choice
      shard.parameters.forEach((p, i) => (shard.parameters[i] = p * (1 - learningRate * weightDecay)))
      stepShard(shard, { ...choice, weightDecay: 0 }, learningRate, step)
    },
  }),
  'infinity not shared': () => ({
    globalNorm: async (group, strategy, own) => {
      const norm = await globalNorm(group, strategy, own)
      return own.every(Number.isFinite) && !Number.isFinite(norm) ? normOfChunks(own) : norm
    },
  }),
  'one mask for all ranks': ({ group, job }) => ({
    dropoutKey: (seed, step, microBatch) => ({
      seed,
      step,
      microBatch: microBatch - ownMicroBatches(job.microBatches, group.size, group.rank).from,
    }),
  }),
  'last loss logged': ({ job }) => ({
    sumLosses: async (group, losses, most) => {
      const all = Float64Array.of(losses.at(-1) ?? 0)
      await sumLosses(group, losses, most)
      return (await sumLosses(group, all, 1)) * (job.microBatches / group.size)
    },
  }),
  'local loss logged': ({ group }) => ({
    sumLosses: async (which, losses, most) => {
      await sumLosses(which, losses, most)
      return group.size * losses.reduce((sum, loss) => sum + loss, 0)
    },
  }),
  'unweighted loss logged': () => {
    let counts = new Float64Array()
    return {
      globalScale: (now) => {
        counts = now.slice()
        return 1 / total(now)
      },
      sumLosses: async (group, losses) => {
        const mean = losses.reduce((sum, loss) => sum + loss, 0) / (counts[group.rank] ?? 1)
        return (total(counts) * (await sumLosses(group, Float64Array.of(mean), 1))) / group.size
      },
    }
  },
  'every rank writes': () => ({ isWriter: () => true }),
  'ranks without data stay away': ({ group, job }) => {
    const { from, to } = ownMicroBatches(job.microBatches, group.size, group.rank)
    const once = (make: Make): Make =>
      changed(make, (strategy) => ({
        async reduce(u) {
          // One reduction for each micro-batch, as loops do that synchronise at every backward pass.
          for (let m = from; m < to; m += 1) await strategy.reduce(u)
        },
      }))
    return { ddp: once(ddp), fsdp: once(fsdp) }
  },
  'nothing sharded': () => ({ fsdp: (...which) => ({ ...ddp(...which), name: 'fsdp' }) }),
  'gathered for ever': () => ({ fsdp: changed(fsdp, () => ({ release: () => false })) }),
  'released in name only': () => ({
    fsdp: changed(fsdp, (strategy) => {
      let live = new Map<number, Float32Array>()
      return {
        async gather(u) {
          const whole = await strategy.gather(u)
          const copy = whole.slice()
          live = new Map([...live, [u, copy]])
          return copy
        },
      }
    }),
  }),
}

/** Fault -> the job that is done in place of the one that was asked for. */
export const changedJobs: Readonly<Record<string, (job: TrainingJob) => TrainingJob>> = {
  'step at every micro-batch': (job) => {
    const each = Math.ceil(job.microBatches / job.ranks)
    const turns = Array.from({ length: each }, (_, i) => i)
    return {
      ...job,
      microBatches: job.ranks,
      batches: job.batches.flatMap((batches) => turns.map((i) => batches.filter((_, m) => m % each === i))),
    }
  },
}

function beginAlone({ shards }: Strategy): Partial<Strategy> {
  return {
    begin: (initial) => {
      for (const [u, { parameters, start }] of shards.entries()) {
        parameters.set((initial[u] ?? new Float32Array()).subarray(start, start + parameters.length))
      }
    },
  }
}

function normOf(gradients: readonly Float32Array[]): number {
  return normOfChunks(Float64Array.from(gradients.flatMap((gradient) => [...sumsOfSquares(gradient)])))
}

function addTo(sum: Float32Array, addend: Float32Array): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + (addend[i] as number)
}
