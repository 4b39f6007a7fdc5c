/** What is printed: the mean over all examples, by one rank. */
import { meanLoss } from '../machine/truth.ts'
import { firstOf, near, type LoopLaw } from './law.ts'
import type { ForwardRecord, LogRecord, Trace } from '../machine/trace.ts'

/** Lines after the batches of an epoch that tell a loss, undistorted. */
function told(trace: Trace) {
  return trace.ranks.flatMap(({ logs }, rank) =>
    logs
      .filter(({ perBatch }) => !perBatch)
      .flatMap((line) =>
        line.values.flatMap((value) => (value.from === undefined ? [] : [{ line, rank, ...value, from: value.from }])),
      ),
  )
}

export const printedLossIsTheMean: LoopLaw = {
  id: 'loop.printed-loss-is-the-mean',
  says: 'the loss that is printed for an epoch is the mean over all its examples, on all ranks',
  cites: 'arithmetic: losses 1, 2, 9 of 32, 32 and 4 rows have the mean 1.941, not 9 and not 4',
  speaksOf: (trace) => told(trace).some(({ bent }) => bent !== true),
  holds(trace, w, { where }) {
    for (const { line, from, value, bent } of told(trace)) {
      if (bent === true) continue
      const epoch = trace.ranks.flatMap(({ forwards }) => forwards.filter((record) => record.epoch === line.epoch))
      const pass = passOf(epoch, from)
      const mean = meanLoss(pass, ({ loss, lossWithoutDropout }) => (from.trained ? loss : lossWithoutDropout?.()))
      const examples = pass.reduce((sum, record) => sum + record.examples.length, 0)
      const kind = from.trained ? 'loss' : 'validation loss'
      const what = `${kind} printed for epoch ${line.epoch + 1}, against the mean over its ${examples} examples${where(line.at)}`
      w.measured(`printed loss and the mean, epoch ${line.epoch + 1}`, [value, mean])
      if (Number.isNaN(mean)) w.equal(what, value, 'a number, which no parameters give any more')
      else near(w, what, value, mean, 1e-9 * Math.abs(mean))
    }
  },
}

/** The passes over the batches that a loss is from; a batch that was passed twice counts once. */
function passOf(epoch: readonly ForwardRecord[], { trained, loader }: ForwardRecord): ForwardRecord[] {
  const pass = epoch.filter((record) => record.trained === trained && record.loader === loader && record.loss !== undefined)
  return [...new Map(pass.map((record) => [record.examples, record])).values()]
}

export const oneRankPrints: LoopLaw = {
  id: 'loop.one-rank-prints',
  says: 'one rank prints for all',
  cites: 'derived here: ranks that all print repeat every line',
  speaksOf: ({ ranks }) => ranks.some(({ logs }) => logs.length > 0),
  holds(trace, w, { where }) {
    const printing = trace.ranks.filter(({ logs }) => logs.length > 0)
    w.equal(`ranks that print${where(firstLine(trace)?.at)}`, printing.length, 1)
  },
}

function firstLine({ ranks }: Trace): LogRecord | undefined {
  return ranks.flatMap(({ logs }) => logs)[0]
}

export const everyEpochIsPrinted: LoopLaw = {
  id: 'loop.every-epoch-is-printed',
  says: 'every epoch is printed once',
  cites: 'derived here: compared with the loop that is meant',
  speaksOf: ({ ranks }) => ranks.some(({ epochsBegun }) => epochsBegun.length > 0),
  holds(trace, w, { intent }) {
    const lines = trace.ranks.flatMap(({ logs }) => logs.filter(({ perBatch }) => !perBatch))
    if (intent !== undefined) {
      const each = lines.map(({ epoch, values }) => {
        const kinds = values.flatMap(({ from }) => (from === undefined ? [] : [from.trained ? 'training' : 'evaluation']))
        return `epoch ${epoch}: ${kinds.join(', ')}`
      })
      w.equal('lines, and the losses that they tell', each, intent.lines)
      return
    }
    const losses = firstOf(trace).logs.some(({ values }) => values.some(({ from }) => from !== undefined))
    w.equal(`losses that are printed, in ${lines.length} lines`, losses ? 'some' : 'none', 'some')
  },
}
