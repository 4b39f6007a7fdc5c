/** Data: what each rank is given. */
import { atMost, firstOf, type LoopLaw } from './law.ts'
import type { RankTrace } from '../machine/trace.ts'

/** The loader whose batches are trained on. */
function trainingLoader({ forwards }: RankTrace): string | undefined {
  return forwards.find(({ trained }) => trained)?.loader
}

function drawsOf(rank: RankTrace, epoch?: number) {
  const loader = trainingLoader(rank)
  return rank.draws.filter((draw) => draw.loader === loader && !draw.unseen && (epoch === undefined || draw.epoch === epoch))
}

export const ranksShareTheData: LoopLaw = {
  id: 'loop.ranks-share-the-data',
  says: 'the ranks share the data set: in an epoch no example is drawn by two of them',
  cites: 'PyTorch: DistributedSampler',
  speaksOf: ({ ranks }) => ranks.some((rank) => drawsOf(rank).length > 0 && rank.epochsBegun.length > 0),
  holds(trace, w, { where }) {
    const rows = trace.ranks.flatMap((rank) => drawsOf(rank, 0).flatMap((draw) => draw.rows))
    const at = where(drawsOf(firstOf(trace))[0]?.at)
    const first = trace.ranks.flatMap((rank) => drawsOf(rank)[0]?.rows ?? [])
    w.measured('distinct examples in the first global step', [new Set(first).size, first.length])
    w.equal(
      `different examples among the ${rows.length} that ${trace.ranks.length} ranks draw in an epoch${at}`,
      new Set(rows).size,
      rows.length,
    )
  },
}

export const orderChangesByEpoch: LoopLaw = {
  id: 'loop.order-changes-by-epoch',
  says: 'training visits the examples in another order in every epoch',
  cites: 'PyTorch: DistributedSampler.set_epoch',
  speaksOf: (trace) => new Set(drawsOf(firstOf(trace)).map(({ epoch }) => epoch)).size > 1,
  holds(trace, w, { where }) {
    const rank = firstOf(trace)
    const orders = [0, 1].map((epoch) => drawsOf(rank, epoch).flatMap(({ rows }) => rows))
    const [one = [], other = []] = orders
    const same = one.filter((row, i) => other[i] === row).length
    const shuffled = drawsOf(rank)[0]?.shuffled === true
    const because = shuffled ? '' : ' (the loader does not shuffle)'
    const what = `examples at the same place in the second epoch as in the first, of ${one.length}${because}${where(drawsOf(rank)[0]?.at)}`
    atMost(w, what, same, Math.floor(one.length / 2))
  },
}
