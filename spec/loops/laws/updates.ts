/** Updates: each comes from a fresh gradient, the mean over all examples of its global step, clipped. */
import { clipped, globalSteps, relativeError } from '../machine/truth.ts'
import type { Trace } from '../machine/trace.ts'
import { atLeast, atMost, firstOf, isSharded, near, type LoopLaw } from './law.ts'

/**
 * What rounding may take from a gradient, relative to its norm: unit roundoffs are 2^-11 and 2^-8, and some eight roundings lie between the
 * examples and the gradient (measured: 6e-4 and 6e-3). float32 stands for exact arithmetic, in float64: 1e-9.
 */
export function roundingOf({ ranks }: Trace): number {
  const used = new Set(ranks.flatMap(({ forwards }) => forwards.map(({ precision }) => precision)))
  return used.has('bfloat16') ? 4e-2 : used.has('float16') ? 5e-3 : 1e-9
}

export const oneUpdateAGradient: LoopLaw = {
  id: 'loop.one-update-a-gradient',
  says: 'every gradient moves the parameters once: the optimizer steps as often as there were gradients',
  cites: 'PyTorch: scaler.step calls optimizer.step',
  speaksOf: ({ ranks }) => ranks.some(({ backwards }) => backwards.length > 0),
  holds(trace, w, { where }) {
    const { updates, backwards } = firstOf(trace)
    const gradients = updates.filter(({ fresh }) => fresh.length > 0)
    const made = updates.filter(({ skipped }) => !skipped)
    const places = distinct(updates.map(({ at }) => at))
    w.measured('updates and gradients', [made.length, gradients.length])
    atLeast(w, `updates that follow ${backwards.length} backward passes`, gradients.length, Math.min(1, backwards.length))
    const skipped = gradients.filter((update) => update.skipped).length
    const poisoned = made.findIndex(({ fresh, gradient }) => fresh.length === 0 && isPoisoned(gradient))
    const overflow =
      skipped === 0
        ? ''
        : `, ${skipped} of which overflowed and must not be applied${poisoned < 0 ? '' : ` (all parameters are NaN after update ${poisoned + 1})`}`
    const what = `step counter of the optimizer after ${gradients.length} gradients${overflow}${where(...places)}`
    w.equal(what, updates.at(-1)?.counter ?? 0, gradients.length - skipped)
  },
}

function isPoisoned(gradient: Float64Array | undefined): boolean {
  return gradient?.some((x) => !Number.isFinite(x)) ?? false
}

/** Different values, in order; places are compared by what they say. */
function distinct<T>(all: readonly T[]): T[] {
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()]
}

export const updatesFollowTheMeanGradient: LoopLaw = {
  id: 'loop.updates-follow-the-mean-gradient',
  says: 'every update is given the gradient of the mean loss over all examples of its global step, on every rank, clipped if the loop clips',
  cites:
    'Goyal et al. 2017, section 3: the loss is divided by the global batch; the exact gradient is computed here at the same parameters',
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.length > 0),
  holds(trace, w, { where, intent }) {
    const maxNorm = intent?.maxNorm ?? firstOf(trace).clips[0]?.maxNorm
    const tolerance = roundingOf(trace)
    globalSteps(trace, isSharded(trace)).forEach(({ updates, given, mean }, k) => {
      if (updates.some(({ skipped }) => skipped)) {
        const overflowed = given.some((gradient) => isPoisoned(gradient))
        w.equal(
          `gradient of update ${k + 1}, which is skipped${where(updates[0]?.at)}`,
          overflowed ? 'not finite' : 'finite',
          'not finite',
        )
        return
      }
      const examples = updates.reduce((sum, { fresh }) => sum + fresh.length, 0)
      for (const gradient of given) {
        const at = where(updates[0]?.at)
        w.equal(`gradient at update ${k + 1}${at}`, gradient === undefined ? 'none' : 'given', 'given')
        const error = relativeError(gradient ?? [], clipped(mean, maxNorm))
        near(
          w,
          `update ${k + 1}, by ${examples} examples: distance of its gradient from the true one, relative${at}`,
          error,
          0,
          tolerance,
        )
      }
    })
  },
}

export const gradientsStartAtZero: LoopLaw = {
  id: 'loop.gradients-start-at-zero',
  says: 'the gradients are zero before the first backward pass after an update',
  cites: 'PyTorch: gradients accumulate until zero_grad',
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.length > 0),
  holds(trace, w, { where }) {
    for (const { backwards } of trace.ranks) {
      const left = backwards.filter(({ leftOver }) => leftOver)
      w.equal(
        `of ${backwards.length} backward passes, those that add to gradients that an update has used${where(left[0]?.at)}`,
        left.length,
        0,
      )
    }
  },
}

export const everyExampleTrains: LoopLaw = {
  id: 'loop.every-example-trains',
  says: 'every example whose gradient is computed takes part in an update',
  cites: 'derived here: the last group of an accumulation is lost unless it is stepped',
  speaksOf: ({ ranks }) => ranks.some(({ backwards }) => backwards.length > 0),
  holds(trace, w, { where, intent }) {
    const { forwards, updates, backwards } = firstOf(trace)
    const trained = forwards.filter((record) => record.trained)
    const examples = trained.reduce((sum, record) => sum + record.examples.length, 0)
    const used = updates.reduce((sum, { fresh }) => sum + fresh.length, 0)
    w.equal(`examples that reach an update${where(backwards.at(-1)?.at)}`, used, examples)
    for (const update of updates) {
      const epochs = new Set(update.fresh.map(({ epoch }) => epoch))
      atMost(w, `epochs that the examples of one update are from${where(update.at)}`, epochs.size, 1)
    }
    if (intent !== undefined)
      w.equal(
        'examples of each update, over all ranks',
        trace.ranks[0]?.updates.map((_, k) => sumOf(trace, k)),
        intent.examples,
      )
  },
}

function sumOf({ ranks }: { ranks: readonly { updates: readonly { fresh: readonly unknown[] }[] }[] }, k: number): number {
  return ranks.reduce((sum, { updates }) => sum + (updates[k]?.fresh.length ?? 0), 0)
}

export const optimizerHoldsTheModel: LoopLaw = {
  id: 'loop.optimizer-holds-the-model',
  says: 'the optimizer moves the parameters of the model that the loop trains',
  cites: 'PyTorch: FullyShardedDataParallel: the optimizer is made after the model was wrapped, which makes new parameters',
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.length > 0),
  holds(trace, w, { where }) {
    trace.ranks.forEach(({ updates, optimizers }, rank) => {
      const first = updates.find(({ fresh }) => fresh.length > 0)
      const shares = first?.sharesParameters === true
      w.equal(
        `parameters of rank ${rank}'s model that the optimizer moves${where(optimizers[0]?.at)}`,
        shares ? 'all' : 'not all',
        'all',
      )
    })
  },
}

export const rateFollowsTheSchedule: LoopLaw = {
  id: 'loop.rate-follows-the-schedule',
  says: 'a schedule moves on once an update or once an epoch, after the update',
  cites: 'PyTorch: lr_scheduler.step() follows optimizer.step()',
  speaksOf: ({ ranks }) => ranks.some(({ scheduleSteps }) => scheduleSteps > 0),
  holds(trace, w, { intent }) {
    const { scheduleSteps, updates, epochsBegun } = firstOf(trace)
    const known = [updates.length, epochsBegun.length]
    const right = `${updates.length} (one an update) or ${epochsBegun.length} (one an epoch)`
    w.equal('steps of the schedule', known.includes(scheduleSteps) ? right : String(scheduleSteps), right)
    if (intent !== undefined) ratesAreAsMeant(trace, w, intent.rates)
  },
}

export const everyRateIsPositive: LoopLaw = {
  id: 'loop.every-rate-is-positive',
  says: 'every update has a learning rate above 0',
  cites: 'derived here: a warm-up that begins with the factor 0 wastes the first gradient',
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.length > 0),
  holds(trace, w, { where }) {
    const { updates } = firstOf(trace)
    const idle = updates.filter(({ rate }) => !(rate > 0))
    w.equal(`of ${updates.length} updates, those with the learning rate 0${where(idle[0]?.at)}`, idle.length, 0)
  },
}

function ratesAreAsMeant(
  trace: Parameters<LoopLaw['holds']>[0],
  w: Parameters<LoopLaw['holds']>[1],
  rates: readonly number[],
): void {
  const got = firstOf(trace).updates.map(({ rate }) => rate)
  w.close('learning rate of each update', got, rates, 1e-12)
}

export const rateAsMeant: LoopLaw = {
  id: 'loop.rate-as-meant',
  says: 'the learning rate of every update is the one that the loop means',
  cites: 'derived here: compared with the loop that is meant',
  speaksOf: () => true,
  holds(trace, w, { intent }) {
    if (intent !== undefined) ratesAreAsMeant(trace, w, intent.rates)
  },
}
