/** Files: what is saved loads into a plain model, is written by one rank, and is enough to go on from. */
import { layout } from '../machine/tiny-model.ts'
import { firstOf, type LoopLaw } from './law.ts'
import type { SaveRecord, Trace } from '../machine/trace.ts'

function saves({ ranks }: Trace): (SaveRecord & { readonly rank: number })[] {
  return ranks.flatMap((left, rank) => left.saves.map((save) => ({ ...save, rank })))
}

export const savedModelLoads: LoopLaw = {
  id: 'loop.saved-model-loads',
  says: 'the saved parameters load into the plain model: its names, whole tensors, the values of the end',
  cites: 'PyTorch: Module.state_dict; what DistributedDataParallel wraps is its attribute "module", so it saves "module.weight"',
  speaksOf: (trace) => saves(trace).some(({ modelKeys }) => modelKeys.length > 0),
  holds(trace, w, { where }) {
    const plain = layout.map(({ name }) => name)
    for (const { modelKeys, whole, at, path } of saves(trace)) {
      if (modelKeys.length === 0) continue
      const missing = plain.filter((name) => !modelKeys.includes(name))
      w.equal(`names of the plain model that ${path} lacks, having "${modelKeys[0]}"${where(at)}`, missing, [])
      w.equal(`tensors in ${path}${where(at)}`, whole ? 'whole' : "each rank's shards, which a plain model cannot load", 'whole')
    }
    const last = saves(trace).findLast(({ values, perBatch }) => values.length > 0 && !perBatch)
    const trained = firstOf(trace).updates.length > 0 && trace.ranks[0]?.parameters.length === last?.values.length
    if (trained && last !== undefined && last.epoch === Math.max(...firstOf(trace).epochsBegun, 0))
      w.equal('parameters in the last file that are not those of the end', different(last.values, firstOf(trace).parameters), 0)
  },
}

function different(values: readonly number[], parameters: Float64Array): number {
  return values.filter((x, i) => !Object.is(x, parameters[i])).length
}

export const oneRankWrites: LoopLaw = {
  id: 'loop.one-rank-writes',
  says: 'every file is written by one rank',
  cites: 'PyTorch, Getting Started with Distributed Data Parallel: save in one process only; writers of one path race',
  speaksOf: (trace) => saves(trace).length > 0,
  holds(trace, w, { where }) {
    const all = saves(trace)
    for (const path of new Set(all.map((save) => save.path))) {
      const writers = new Set(all.filter((save) => save.path === path).map(({ rank }) => rank))
      w.equal(`ranks that write ${path}${where(all.find((save) => save.path === path)?.at)}`, writers.size, 1)
    }
  },
}

export const runsCanBeResumed: LoopLaw = {
  id: 'loop.runs-can-be-resumed',
  says: 'a checkpoint holds all that a run needs to go on as if it had not stopped',
  cites: 'PyTorch, Saving and Loading Models: a general checkpoint; the scaler has a state_dict of its own',
  speaksOf: (trace) => saves(trace).length > 0,
  holds(trace, w, { where, intent }) {
    const { updates, scales, scheduleSteps, epochsBegun } = firstOf(trace)
    const needed = [
      'model',
      ...(updates.length > 0 ? ['optimizer'] : []),
      ...(scales.some(({ enabled }) => enabled) ? ['scaler'] : []),
      ...(scheduleSteps > 0 ? ['schedule'] : []),
      ...(epochsBegun.length > 0 ? ['epoch'] : []),
    ]
    const fullest = saves(trace).toSorted((a, b) => b.parts.length - a.parts.length)[0]
    const has = fullest?.parts.map((part) => (part === 'state dict' ? 'model' : part)) ?? []
    w.equal(
      `what ${fullest?.path ?? 'a file'} lacks${where(fullest?.at)}`,
      needed.filter((part) => !has.includes(part)),
      [],
    )
    if (intent !== undefined) {
      const written = saves(trace).map(({ path, parts, epoch }) => `${path} in epoch ${epoch}: ${parts.toSorted().join(', ')}`)
      w.equal('files that are written', [...new Set(written)], [...new Set(intent.files)])
    }
  },
}

export const everythingIsSaved: LoopLaw = {
  id: 'loop.files-as-meant',
  says: 'the files that the loop means to write are written',
  cites: 'derived here: compared with the loop that is meant',
  speaksOf: () => true,
  holds(trace, w, { intent }) {
    if (intent !== undefined)
      w.equal(
        'files that are written',
        new Set(saves(trace).map(({ path }) => path)).size,
        new Set(intent.files.map((file) => file.split(' ')[0])).size,
      )
  },
}
