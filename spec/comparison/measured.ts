/** What was measured when strategies were compared: plain data, as it is written to `comparison.json`. */
import type { RankUsage } from '../../src/contract/parallel.ts'
import type { Span, StepRecord, StrategyName } from '../../src/contract/training-step.ts'

/** One rank of a run. */
export interface MeasuredRank {
  /** One list a step. */
  readonly spans: readonly (readonly Span[])[]
  /** Before the first step and after each. */
  readonly usage: readonly RankUsage[]
  /** The rank's shards, in the order of units. */
  readonly shards: readonly { readonly unit: string; readonly start: number; readonly length: number; readonly moments: number }[]
  readonly stateBytes: number
  readonly wholeBytes: number
  readonly sumBytes: number
}

/** One run of a strategy. */
export interface MeasuredRun {
  readonly strategy: StrategyName
  readonly round: number
  readonly records: readonly StepRecord[]
  readonly ranks: readonly MeasuredRank[]
  /** Use of the first GPU, looked at now and then while the run went on; empty where there is none. */
  readonly gpu: readonly { readonly percent: number; readonly memoryBytes: number }[]
  /** SHA-256 over all units without padding: gradients of the first step, parameters after the last. */
  readonly gradients: string
  readonly parameters: string
}

/** Unrelated processes that each did one rank's share, at the same time. */
export interface MeasuredApart {
  readonly round: number
  /** For each process and step: how long it took, and over how many targets. */
  readonly processes: readonly (readonly { readonly stepMs: number; readonly targets: number }[])[]
}

/** One run of somebody else's ranks. */
export interface MeasuredPeerRun {
  readonly strategy: StrategyName
  readonly ranks: number
  readonly round: number
  readonly steps: readonly { readonly stepMs: number; readonly cpuMs: number; readonly targets: number }[]
}

/** Everything. */
export interface Measured {
  readonly title: string
  /** Name and value, in the order in which they stand on the page. */
  readonly facts: readonly (readonly [string, string])[]
  readonly ranks: number
  readonly microBatches: number
  readonly units: readonly { readonly name: string; readonly size: number; readonly padded: number }[]
  readonly runs: readonly MeasuredRun[]
  readonly apart: readonly MeasuredApart[]
  /** Somebody else who took the same steps in the same rounds, if there was one. */
  readonly peer?: { readonly name: string; readonly runs: readonly MeasuredPeerRun[] }
  /** Bytes of parameters and gradients that each rank is to send in a step, by strategy. */
  readonly formulaBytes: Readonly<Partial<Record<StrategyName, number>>>
}
