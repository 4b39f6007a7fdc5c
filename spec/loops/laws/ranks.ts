/** Ranks: they exchange gradients, stay equal, and have a GPU each. */
import { SIZE } from '../machine/tiny-model.ts'
import { atLeast, firstOf, inParallel, type LoopLaw } from './law.ts'
import type { Trace } from '../machine/trace.ts'

export const ranksExchangeGradients: LoopLaw = {
  id: 'loop.ranks-exchange-gradients',
  says: 'the ranks exchange the gradients of every update',
  cites: 'PyTorch: DataParallel is one process without collectives',
  in: inParallel,
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.length > 0),
  holds(trace, w, { where }) {
    const { updates, backwards, wraps } = firstOf(trace)
    const exchanged = backwards.filter((each) => each.exchanged)
    const dp = wraps.find((wrap) => wrap.with === 'dp')
    const because =
      dp === undefined ? '' : ' (DataParallel is one process: it splits a batch and exchanges nothing with the others)'
    const gradients = updates.filter(({ fresh }) => fresh.length > 0).length
    w.measured('exchanges of gradients or parameters', trace.collectives)
    const at = where(dp?.at ?? wraps[0]?.at ?? backwards[0]?.at)
    const what = `exchanges of gradients among ${trace.ranks.length} processes, for ${gradients} updates${because}${at}`
    atLeast(w, what, exchanged.length, gradients)
  },
}

export const parametersAreSharded: LoopLaw = {
  id: 'loop.parameters-are-sharded',
  says: 'under FSDP every rank holds its share of the parameters, not all',
  cites: 'Zhao et al., PyTorch FSDP (2023)',
  in: ({ strategy }) => strategy === 'fsdp',
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.length > 0),
  holds(trace, w, { where }) {
    trace.ranks.forEach(({ held, wraps }, rank) => {
      w.equal(
        `parameters of the ${SIZE} that rank ${rank} of ${trace.ranks.length} holds${where(wraps[0]?.at)}`,
        held,
        SIZE / trace.ranks.length,
      )
    })
  },
}

export const wrappersStandAlone: LoopLaw = {
  id: 'loop.wrappers-stand-alone',
  says: 'a model that one wrapper replicates or shards stands in no wrapper of another kind',
  cites: 'derived here: FSDP around DataParallel shards what DataParallel copies',
  in: inParallel,
  speaksOf: ({ ranks }) => ranks.some(({ wraps }) => wraps.length > 0),
  holds(trace, w, { where }) {
    const { wraps } = firstOf(trace)
    const kinds = new Set(wraps.map((wrap) => wrap.with))
    const isNested = wraps.some(({ depth }) => depth > 0)
    const what = `kinds of wrappers around the model (${[...kinds].map((kind) => names[kind]).join(' inside ')})`
    w.equal(`${what}${where(...wraps.map(({ at }) => at))}`, isNested ? kinds.size : 1, 1)
  },
}

export const ranksAgree: LoopLaw = {
  id: 'loop.ranks-agree',
  says: 'all ranks have the same parameters at the end',
  cites: 'Li et al., PyTorch Distributed (2020): replicas that start alike and take the same gradients stay alike, bit for bit',
  in: inParallel,
  speaksOf: ({ ranks }) => ranks.every(({ parameters }) => parameters.length > 0),
  holds(trace, w, { where }) {
    const at = where(firstOf(trace).wraps[0]?.at)
    w.equal(`ranks whose parameters at the end are not those of rank 0${at}`, unequalRanks(trace), 0)
  },
}

function unequalRanks(trace: Trace): number {
  const { parameters } = firstOf(trace)
  // NaN is equal to nothing
  return trace.ranks.filter((rank) => rank.parameters.some((x, i) => x !== parameters[i])).length
}

export const ranksHaveTheirOwnDevices: LoopLaw = {
  id: 'loop.ranks-have-their-own-devices',
  says: 'every rank trains on a GPU of its own',
  cites: 'PyTorch, CUDA semantics: "cuda" without an index is the current device, at first GPU 0',
  in: ({ device }) => device === 'gpu',
  speaksOf: ({ ranks }) => ranks.some(({ device }) => device.startsWith('cuda')),
  holds(trace, w, { where }) {
    const { moves } = firstOf(trace)
    const used = new Set(trace.ranks.map(({ device }) => device))
    const what = `GPUs that ${trace.ranks.length} ranks train on${where(moves.find(({ what: moved }) => moved === 'model')?.at)}`
    w.equal(what, used.size, trace.ranks.length)
  },
}

export const importedWrappersAreUsed: LoopLaw = {
  id: 'loop.imported-wrappers-are-used',
  says: 'what the loop imports to wrap the model wraps it, in the setting that it is for',
  cites: 'derived here: a wrapper that wraps nothing changes nothing',
  in: ({ strategy }) => strategy !== 'single',
  speaksOf: (trace) => wrapperFor(trace).length > 0,
  holds(trace, w, { where }) {
    const { wraps } = firstOf(trace)
    for (const { wraps: wrapper, at } of wrapperFor(trace)) {
      const used = wraps.filter((wrap) => wrap.with === wrapper).length
      atLeast(w, `models wrapped by ${names[wrapper]}, which is imported${where(at)}`, used, 1)
    }
  },
}

const names = {
  dp: 'DataParallel',
  ddp: 'DistributedDataParallel',
  fsdp1: 'FullyShardedDataParallel',
  fsdp2: 'fully_shard',
} as const

function wrapperFor(trace: Trace) {
  const { strategy } = trace.setting
  return firstOf(trace).imports.filter(({ wraps }) => (strategy === 'ddp' ? wraps === 'ddp' : wraps.startsWith('fsdp')))
}
