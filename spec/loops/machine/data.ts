/** Data sets, samplers and loaders: which rows a rank is given, and in which order. */
import { Random } from './random.ts'
import type { Loader, Sampler } from './things.ts'
import type { Rank } from './rank.ts'
import type { Setting } from '../setting.ts'
import type { LoaderAction, SamplerAction } from '../vocabulary.ts'

/** Batches of an epoch for one rank's share, the last one an eighth of the others: what weighs batches alike shows. */
const BATCHES = 12
/** Larger batches are cut to this: what a loop does with a batch does not depend on how large it is. */
const LARGEST_BATCH = 8
const USUAL_BATCH = 8

/** Rows of a data set: so many that each rank's share makes `BATCHES` batches, whether the loader drops the short last one or not. */
function sizeFor({ batch, dropLast }: Pick<Loader, 'batch' | 'dropLast'>, { ranks }: Setting): number {
  return ranks * ((dropLast ? BATCHES : BATCHES - 1) * batch + Math.ceil(batch / 8))
}

/** Rows that one pass over the loader draws on this rank. */
export function rowsOf(loader: Pick<Loader, 'batch' | 'dropLast' | 'sampler'>, setting: Setting): number {
  const { sampler } = loader
  const all = sizeFor(loader, setting)
  if (sampler === undefined) return all
  return sampler.dropLast ? Math.floor(all / sampler.ranks) : Math.ceil(all / sampler.ranks)
}

/** Data sets of different names share no rows. */
export function firstRow(name: string): number {
  return Array.from(name).reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1009, 7) * 100_000
}

export function newLoader(rank: Rank, action: LoaderAction): Loader {
  const sampler = action.sampler === undefined ? undefined : rank.get('sampler', action.sampler)
  if (sampler !== undefined && action.shuffle === true) rank.stop('ValueError: sampler option is mutually exclusive with shuffle')
  const batch = rank.number(action.batch ?? USUAL_BATCH).value
  if (!(batch >= 1)) rank.stop(`ValueError: batch_size should be a positive integer value, but got batch_size=${batch}`)
  return {
    kind: 'loader',
    name: action.as ?? 'loader',
    data: rank.get('data set', action.of),
    batch: Math.min(Math.floor(batch), LARGEST_BATCH),
    shuffle: action.shuffle ?? false,
    dropLast: action.dropLast ?? false,
    sampler,
    unseen: action.unseen ?? false,
  }
}

export function newSampler(rank: Rank, action: SamplerAction): Sampler {
  if ((action.ranks === undefined || action.rank === undefined) && !rank.hasGroup) {
    rank.fault('group', noGroup)
    rank.hasGroup = true
  }
  return {
    kind: 'sampler',
    data: rank.get('data set', action.of),
    shuffle: action.shuffle ?? true,
    dropLast: action.dropLast ?? false,
    ranks: rank.number(action.ranks ?? 'world').value,
    rank: rank.number(action.rank ?? 'rank').value,
    epoch: 0,
  }
}

export const noGroup = 'ValueError: Default process group has not been initialized, please make sure to call init_process_group.'

/** The rows of one pass, batch by batch. A sampler shuffles by its own seed and epoch, everything else by the rank's generator. */
export function passOver(rank: Rank, loader: Loader): number[][] {
  const rows = orderOf(rank, loader).map((row) => row + loader.data.first)
  const batches: number[][] = []
  for (let start = 0; start < rows.length; start += loader.batch) batches.push(rows.slice(start, start + loader.batch))
  return loader.dropLast ? batches.filter(({ length }) => length === loader.batch) : batches
}

function orderOf(rank: Rank, loader: Loader): number[] {
  const size = sizeFor(loader, rank.setting)
  const { sampler } = loader
  if (sampler === undefined) {
    return loader.shuffle ? new Random(rank.random.next()).permutation(size) : Array.from({ length: size }, (_, i) => i)
  }
  const order = sampler.shuffle ? new Random(sampler.epoch * 31 + 7).permutation(size) : Array.from({ length: size }, (_, i) => i)
  const each = rowsOf(loader, rank.setting)
  const total = each * sampler.ranks
  const padded = total > size ? [...order, ...order.slice(0, total - size)] : order.slice(0, total)
  return padded.filter((_, i) => i % sampler.ranks === sampler.rank)
}
