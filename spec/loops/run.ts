/** Runs a loop in a setting, on all its ranks, and returns the trace. Nothing of the loop's own code is executed: steps are simulated. */
import { execute } from './machine/execute.ts'
import { flatOf, gatherParameters } from './machine/model-steps.ts'
import { Rank } from './machine/rank.ts'
import type { Trace } from './machine/trace.ts'
import { World, type FileContent, type Running } from './machine/world.ts'
import type { Setting } from './setting.ts'
import type { Program } from './vocabulary.ts'

/** A loop: what each rank runs in a setting. */
export interface Loop {
  /** The file that it was read from, for messages. */
  readonly file?: string
  programFor(setting: Setting, rank: number): Program
}

export interface RunOptions {
  /** What the random generators start from where the loop sets no seed. */
  readonly entropy?: number
  readonly files?: ReadonlyMap<string, FileContent>
}

export function run(loop: Loop, setting: Setting, { entropy = 1, files = new Map() }: RunOptions = {}): Trace {
  const world = new World(setting.ranks, files)
  const ranks = Array.from({ length: setting.ranks }, (_, index) => new Rank(index, setting, world, entropy))
  const ended = world.run(ranks.map((rank) => whole(rank, loop.programFor(setting, rank.index))))
  const { faults, collectives, dependsOnDtype, dependsOnLuck } = world
  return { setting, ranks: ranks.map(({ trace }) => trace), faults, ended, collectives, dependsOnDtype, dependsOnLuck }
}

function* whole(rank: Rank, program: Program): Running {
  yield* execute(rank, program)
  const model = rank.lastModel
  if (model === undefined) return
  yield* gatherParameters(rank, model)
  rank.trace.held = flatOf(model.wrappedBy('fsdp1', 'fsdp2') ?? model).length
  rank.trace.parameters = model.core.flat.slice()
}
