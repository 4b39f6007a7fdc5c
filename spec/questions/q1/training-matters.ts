/** What judges answers that say on what the weights depend: two copies are told apart by the training, not by the data. */
import { once, ruling, type Condition, type Conditions, type Ruling } from '../../judge/spec.ts'
import { derived, parts, refit, tablesOf, training, type Refitting } from './refit.ts'

/** Solvers stop at a gradient of 1e-11 over a curvature above 1e-3; what differs by training differs by 1e-2 and more. */
const DIFFERENT = 1e-6

interface Pair {
  readonly alone: number
  readonly original: number
  readonly copy: number
}

/** What the copies weigh after one way of training; nothing where there is no optimum. */
function pairOf(subject: Refitting, name: string, condition: Condition): Pair | undefined {
  const { data, before, after } = refit(subject, name, condition)
  if (before.kind !== 'converged' || after.kind !== 'converged') return undefined
  const n = data.columns
  return { alone: before.weights[n] ?? NaN, original: after.weights[n] ?? NaN, copy: after.weights[n + 1] ?? NaN }
}

/** Every start with every solver, all else as it is. */
const ways = training.start.flatMap((start) => training.solver.map((solver) => ({ start, solver })))

const apart = (a: Pair, b: Pair): boolean =>
  Math.abs(a.original - b.original) > DIFFERENT || Math.abs(a.copy - b.copy) > DIFFERENT

/** A statement about all starts and solvers together, asked under each kind of data and each penalty. */
function overAllWays(id: string, says: string, holds: (pairs: readonly Pair[]) => boolean): Ruling {
  const conditions = { data: training.data, penalty: training.penalty } satisfies Conditions
  return ruling({
    id: `q1.${id}`,
    says,
    cites: derived,
    premises: ['copy', 'training'],
    needs: parts,
    conditions,
    holdsUnder: (subject, condition, w) =>
      once(() => {
        const found = tablesOf(condition).map((name) =>
          ways.flatMap((way) => pairOf(subject, name, { ...way, ...condition }) ?? []),
        )
        w.measured('weights of the copies by start and solver, first table', found[0] ?? [])
        w.require(
          says,
          found.some((pairs) => holds(pairs)),
          found[0] ?? [],
        )
      }),
  })
}

export const copiesMayDiffer = overAllWays(
  'copies-may-differ',
  'start or solver decide what the copies weigh: their weights are not unique',
  (pairs) => pairs.some((pair) => pairs.some((other) => apart(pair, other))),
)

export const oneCopyMayGetAll = overAllWays(
  'one-copy-may-get-everything',
  'some start and solver give one copy the whole weight and the other none',
  (pairs) =>
    pairs.some(
      ({ original, copy }) =>
        Math.min(Math.abs(original), Math.abs(copy)) < DIFFERENT && Math.max(Math.abs(original), Math.abs(copy)) > DIFFERENT,
    ),
)

/** One way of training, and the same with one factor at another level. */
const usual = { data: 'overlapping', start: 'symmetric', solver: 'gradient', penalty: 'none' } as const
const changes = { penalty: { penalty: 'l2' }, start: { start: 'apart' }, solver: { solver: 'coordinate' } } as const

export const dependsOnTraining = ruling({
  id: 'q1.depends-on-training',
  says: 'the weights of the copies depend on the penalty, on the start and on the solver',
  cites: derived,
  premises: ['copy', 'training'],
  needs: parts,
  conditions: {},
  holdsUnder: (subject, _condition, w) =>
    once(() => {
      const before = pairOf(subject, 'eight rows', usual)
      for (const [factor, change] of Object.entries(changes)) {
        const after = pairOf(subject, 'eight rows', { ...usual, ...change })
        w.measured(`weights with another ${factor}`, after ?? 'no optimum')
        w.require(`another ${factor} gives other weights`, before !== undefined && after !== undefined && apart(before, after), {
          before,
          after,
        })
      }
    }),
})

export const othersChange = ruling({
  id: 'q1.others-change',
  says: 'some other weight, or the intercept, changes when the feature is copied',
  cites: derived,
  premises: ['copy', 'training'],
  needs: parts,
  conditions: training,
  holdsUnder: (subject, condition, w) =>
    once(() => {
      const moves = tablesOf(condition).map((name) => {
        const { data, before, after } = refit(subject, name, condition)
        if (before.kind !== 'converged' || after.kind !== 'converged') return 0
        return Math.max(
          ...Array.from(before.weights.subarray(0, data.columns), (old, j) => Math.abs(old - (after.weights[j] ?? NaN))),
        )
      })
      w.require('a weight moves', Math.max(...moves) > DIFFERENT, `at most ${Math.max(...moves)}`)
    }),
})
