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
  ): Promise<readonly { readonly stepMs: number; readonly loss: number; readonly gradientNorm: number }[]>
}

/**
 * Losses and norms of gradients in float32, relative, over the first steps: some hundred roundings of 6e-8 each, and AdamW, whose first
 * updates divide by the size of the gradient, passes a rounding on as it is.
 */
const FLOAT32 = 1e-4

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
      if (!(Math.abs(got - expected[figure]) <= FLOAT32 * Math.abs(expected[figure]))) {
        throw new Error(
          `${peer.name}, ${strategy} on ${ranks}: ${figure} of step ${step} must be ours, ${expected[figure]}, to ${FLOAT32}, relative; got ${got}`,
        )
      }
    }
  }
  return { strategy, ranks, round, steps: steps.map(({ stepMs }, i) => ({ stepMs, targets: ours[i]?.targets ?? NaN })) }
}

/** How a peer did under one strategy, over all rounds; speed-ups are against its own `single`. */
export interface PeerSummary {
  readonly name: string
  readonly strategy: StrategyName
  readonly ranks: number
  readonly tokensPerSecond: number
  readonly speedUp: number
  readonly efficiency: number
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
    return [{ name, strategy, ranks: first.ranks, tokensPerSecond: speedOf(own), speedUp, efficiency: speedUp / first.ranks }]
  })
}

/** Median speed of all steps but the first of each run, in targets a second. */
function speedOf(runs: readonly MeasuredPeerRun[]): number {
  return median(
    runs.flatMap(({ steps }) => steps.slice(steps.length > 1 ? 1 : 0).map(({ stepMs, targets }) => (1000 * targets) / stepMs)),
  )
}
