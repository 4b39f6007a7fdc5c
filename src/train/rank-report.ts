/** What a rank tells of its last step and of what it keeps: what pages draw. */
import type { Span } from '../contract/training-step.ts'
import type { Shard, Strategy } from '../parallel/strategy.ts'
import type { Trainer } from './step.ts'

/** Plain data. */
export interface RankReport {
  /** What it did in the last step. */
  readonly spans: readonly Span[]
  /** What it sent to other ranks in that step. */
  readonly bytesSent: number
  /** Its part of every unit, in the order of units. */
  readonly shards: readonly { readonly unit: string; readonly start: number; readonly length: number; readonly moments: number }[]
  /** Float32 bytes of parameters, gradients and moments; of gathered wholes; of sums over micro-batches. */
  readonly stateBytes: number
  readonly wholeBytes: number
  readonly sumBytes: number
}

/** The report of this rank after a step. */
export function rankReport({ spans, bytesSent, strategy, sumBytes }: Trainer): RankReport {
  return {
    spans,
    bytesSent,
    shards: strategy.shards.map(({ unit, start, parameters, moments }) => ({
      unit: unit.name,
      start,
      length: parameters.length,
      moments: moments.length,
    })),
    stateBytes: stateBytesOf(strategy),
    wholeBytes: strategy.wholeBytes,
    sumBytes,
  }
}

/** Bytes of all arrays that a rank keeps from step to step; each array once, however often it is referred to. */
export function stateBytesOf({ shards }: Strategy): number {
  const arrays = new Set(shards.flatMap(({ parameters, gradient, moments }: Shard) => [parameters, gradient, ...moments]))
  return [...arrays].reduce((bytes, { byteLength }) => bytes + byteLength, 0)
}
