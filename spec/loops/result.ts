/** What a run comes to: all that somebody who starts the loop can see of it. */
import type { Trace } from './machine/trace.ts'

type Result = readonly (number | string)[]

export function resultOf({ ranks, faults }: Trace): Result {
  return [
    ...faults.map(({ message }) => message),
    ...ranks.flatMap((rank) => [
      ...rank.parameters,
      'updates',
      ...rank.updates.flatMap(({ rate, skipped, counter }) => [rate, String(skipped), counter]),
      'scale',
      ...rank.scalerUpdates.map(({ scale }) => scale),
      'printed',
      ...rank.logs.flatMap(({ values, epoch }) => ['line', epoch, ...values.map(({ value }) => value)]),
      'files',
      ...lastOf(rank.saves).flatMap(({ path, parts, modelKeys, values }) => [path, ...parts, ...modelKeys, ...values]),
    ]),
  ]
}

/** Of the files of one path, the last that was written in an epoch is there for somebody to find. */
function lastOf<S extends { readonly path: string; readonly epoch: number }>(saves: readonly S[]): S[] {
  return [...new Map(saves.map((save) => [`${save.path} ${save.epoch}`, save])).values()]
}

/** Equal but for the order in which numbers were added. */
export function sameResult(a: Result, b: Result): boolean {
  return a.length === b.length && a.every((x, i) => isSame(x, b[i] ?? ''))
}

function isSame(a: number | string, b: number | string): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return Object.is(a, b) || Math.abs(a - b) <= 1e-11 * Math.min(Math.abs(a), 1)
}
