/** The program of a rank that trains for a few given steps and tells everything about them. */
import type { ProcessGroup, Traffic } from '../contract/collectives.ts'
import type { LayeredModel } from '../contract/layered-model.ts'
import type { MicroBatch } from '../contract/model.ts'
import type { RankTrace, TrainingJob } from '../contract/parallel.ts'
import type { Span, StepRecord } from '../contract/training-step.ts'
import type { Strategy } from '../parallel/strategy.ts'
import { rankUsage } from './rank-usage.ts'
import { stateBytesOf } from './rank-report.ts'
import { loadRankState, rankState } from './rank-state.ts'
import { type StepParts, stepParts, trainer } from './step.ts'

/** Runs a job on this rank, with the parts of the reference. */
export default async function rankSteps(group: ProcessGroup, job: TrainingJob): Promise<RankTrace> {
  return trainRank(group, job, stepParts)
}

/** Runs a job on this rank. @param parts what the step is made of */
export async function trainRank(group: ProcessGroup, job: TrainingJob, parts: StepParts): Promise<RankTrace> {
  const module = job.model === 'gpt2' ? new URL('./gpt2-on-engine.js', import.meta.url).href : job.model
  const { default: makeModel } = (await import(module)) as {
    readonly default: (data: unknown) => LayeredModel | Promise<LayeredModel>
  }
  const model = await makeModel(job.modelData)
  const options = { ...job, seed: job.seeds?.[group.rank] ?? job.seed }
  // Milliseconds since 1970 with a fraction: the same clock in every thread and process of a machine.
  const now = job.timed === true ? () => performance.timeOrigin + performance.now() : undefined
  const trained = await trainer(group, model, options, now, parts)
  const from = job.resumeFrom?.find(({ rank }) => rank === group.rank)
  if (from !== undefined) loadRankState(trained, from, group)
  const beginTraffic = snapshot(group.traffic)
  const usage = now === undefined ? [] : [rankUsage(group)]

  const records: StepRecord[] = []
  const spans: (readonly Span[])[] = []
  let firstGradients: readonly Float32Array[] = []
  for (const batches of job.batches) {
    const record = await trained.step((m) => batches[m] as MicroBatch, job.learningRate)
    if (records.length === 0) firstGradients = gradientsOf(trained.strategy)
    records.push(record)
    spans.push(trained.spans)
    if (now !== undefined) usage.push(rankUsage(group))
  }
  const stepTraffic = difference(snapshot(group.traffic), beginTraffic)
  const batches = job.evaluation ?? []
  const evaluation =
    batches.length === 0 ? {} : { evaluation: await trained.evaluate((i) => batches[i] as MicroBatch, batches.length) }
  return {
    state: rankState(trained, group),
    firstGradients,
    lastGradients: gradientsOf(trained.strategy),
    records,
    log: parts.isWriter(group.rank) ? records : [],
    stateBytes: stateBytesOf(trained.strategy),
    wholeBytes: trained.strategy.wholeBytes,
    sumBytes: trained.sumBytes,
    beginTraffic,
    stepTraffic,
    ...evaluation,
    spans,
    usage,
  }
}

function gradientsOf({ shards }: Strategy): Float32Array[] {
  return shards.map(({ gradient }) => gradient.slice())
}

type Counted = RankTrace['stepTraffic']

function snapshot({ calls, bytesSent }: Traffic): Counted {
  return { calls: { ...calls }, bytesSent }
}

function difference(after: Counted, before: Counted): Counted {
  const calls = Object.fromEntries(
    Object.entries(after.calls).map(([name, count]) => [name, count - (before.calls[name as keyof Counted['calls']] ?? 0)]),
  ) as Counted['calls']
  return { calls, bytesSent: after.bytesSent - before.bytesSent }
}
