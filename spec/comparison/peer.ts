/** Somebody else's ranks on the same weights and batches in the same rounds: that they computed the same, and how fast they were. */
import type { StepRecord, StrategyName } from '../../src/contract/training-step.ts'
import type { Measured, MeasuredPeerRun } from './measured.ts'
import { median } from './steps.ts'

/** What trains as ours do. */
export interface Peer {
  readonly name: string
  /** One entry a step. */
  train(
    strategy: StrategyName,
    ranks: number,
  ): Promise<readonly { readonly stepMs: number; readonly cpuMs: number; readonly loss: number; readonly gradientNorm: number }[]>
}

/** In float32, from the same weights and batch, relative: some hundred roundings of 6e-8; and a norm is of millions of squares. */
const FIRST = { loss: 1e-5, gradientNorm: 1e-4 }
/**
 * Of later steps. AdamW's first updates are the learning rate times the sign of the gradient, and where that is nearly 0 its sign is
 * rounding: a few weights go the other way.
 */
const LATER = 1e-3

/** Runs the peer once, and requires that it took the steps that ours took. @throws Error with the first step that differs */
export async function runPeer(
  peer: Peer,
  strategy: StrategyName,
  ranks: number,
  round: number,
  ours: readonly StepRecord[],
): Promise<MeasuredPeerRun> {
  const steps = await peer.train(strategy, ranks)
  for (const [i, { step, targets: _, ...expected }] of ours.entries()) {
    for (const figure of ['loss', 'gradientNorm'] as const) {
      const got = steps[i]?.[figure] ?? NaN
      const tolerance = i === 0 ? FIRST[figure] : LATER
      if (!(Math.abs(got - expected[figure]) <= tolerance * Math.abs(expected[figure]))) {
        throw new Error(
          `${peer.name}, ${strategy} on ${ranks}: ${figure} of step ${step} must be ours, ${expected[figure]}, to ${tolerance}, relative; got ${got}`,
        )
      }
    }
  }
  return {
    strategy,
    ranks,
    round,
    steps: steps.map(({ stepMs, cpuMs }, i) => ({ stepMs, cpuMs, targets: ours[i]?.targets ?? NaN })),
  }
}

/** How a peer did under one strategy, over all rounds; speed-ups are against its own `single`. */
export interface PeerSummary {
  readonly name: string
  readonly strategy: StrategyName
  readonly ranks: number
  readonly tokensPerSecond: number
  readonly speedUp: number
  readonly efficiency: number
  /** Processor milliseconds of all ranks together, a step: it does not depend on what else the machine does. */
  readonly cpuMsPerStep: number
}

/** One entry a strategy, in the order of ours. */
export function peerSummaries({ peer }: Pick<Measured, 'peer'>): PeerSummary[] {
  if (peer === undefined) return []
  const { name, runs } = peer
  return (['single', 'ddp', 'fsdp'] as const).flatMap((strategy) => {
    const own = runs.filter((run) => run.strategy === strategy)
    const [first] = own
    if (first === undefined) return []
    const single = (round: number): MeasuredPeerRun[] => runs.filter((run) => run.strategy === 'single' && run.round === round)
    const speedUp = median(own.map((run) => speedOf([run]) / speedOf(single(run.round))))
    const { ranks } = first
    const cpuMsPerStep = median(own.flatMap(counted).map(({ cpuMs }) => cpuMs))
    return [{ name, strategy, ranks, tokensPerSecond: speedOf(own), speedUp, efficiency: speedUp / ranks, cpuMsPerStep }]
  })
}

/** All steps but the first, unless it is the only one. */
function counted({ steps }: MeasuredPeerRun): MeasuredPeerRun['steps'] {
  return steps.slice(steps.length > 1 ? 1 : 0)
}

/** Median speed in targets a second. */
function speedOf(runs: readonly MeasuredPeerRun[]): number {
  return median(runs.flatMap(counted).map(({ stepMs, targets }) => (1000 * targets) / stepMs))
}
